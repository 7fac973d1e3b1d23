import { momentText } from './moment.ts';
import type { Session as WireSession } from '@zelos/contract';
import type { SessionWithIdentity } from '../../kernel/session.ts';
import type { SessionReading } from '../../ports/store.ts';
import { presentIdentity, schemaUrl } from './identity.ts';

/**
 * A session as the public side shows it.
 * @param options.withoutIdentity the owner is withheld (`null`) until the required assurance level is met
 */
export function presentSession(
  session: SessionWithIdentity,
  publicUrl: string,
  now: Date,
  options: { readonly withoutIdentity?: boolean } = {},
): WireSession {
  return {
    id: session.id,
    active: session.active && session.expiresAt > now && session.identity.state === 'active',
    expires_at: session.expiresAt.toISOString(),
    authenticated_at: session.authenticatedAt.toISOString(),
    authenticator_assurance_level: session.aal,
    authentication_methods: session.authenticationMethods.map((m) => ({
      method: m.method,
      aal: m.aal,
      completed_at: m.completedAt.toISOString(),
      ...(m.provider ? { provider: m.provider } : {}),
      ...(m.organization ? { organization: m.organization } : {}),
    })),
    issued_at: session.issuedAt.toISOString(),
    identity: options.withoutIdentity ? null : presentIdentity(session.identity, publicUrl),
    devices: session.devices.map((d) => ({
      id: d.id,
      ip_address: d.ipAddress,
      user_agent: d.userAgent,
      location: d.location,
    })),
  } as unknown as WireSession;
}

const quote = (text: string): string => JSON.stringify(text);

/**
 * The JSON text of a live session with its newline, equal to that of `presentSession`, put together from the parts that the
 * database keeps ready: this is the most frequent answer of all. Joined once: a text that grows piece by piece is a tree of its
 * pieces inside the engine, which costs more to lay out than everything else here.
 */
export function liveSessionText({ columns: session, ready }: SessionReading, publicUrl: string): string {
  const { identity } = session;
  const { verifiableAddresses, recoveryAddresses } = ready;
  const parts = ['{"id":', quote(session.id), ',"active":true,"expires_at":', momentText(session.expiresAt)];
  parts.push(',"authenticated_at":', momentText(session.authenticatedAt));
  parts.push(',"authenticator_assurance_level":', quote(session.aal));
  parts.push(',"authentication_methods":', ready.authenticationMethods);
  parts.push(',"issued_at":', momentText(session.issuedAt), ',"identity":{"id":', quote(identity.id));
  if (identity.externalId) parts.push(',"external_id":', quote(identity.externalId));
  parts.push(',"schema_id":', quote(identity.schemaId));
  parts.push(',"schema_url":', quote(schemaUrl(publicUrl, identity.schemaId)), ',"state":', quote(identity.state));
  if (identity.stateChangedAt) parts.push(',"state_changed_at":', momentText(identity.stateChangedAt));
  parts.push(',"traits":', ready.traits);
  if (verifiableAddresses !== '[]') parts.push(',"verifiable_addresses":', verifiableAddresses);
  if (recoveryAddresses !== '[]') parts.push(',"recovery_addresses":', recoveryAddresses);
  parts.push(',"metadata_public":', ready.metadataPublic, ',"created_at":', momentText(identity.createdAt));
  parts.push(',"updated_at":', momentText(identity.updatedAt));
  parts.push(',"organization_id":', identity.organizationId === null ? 'null' : quote(identity.organizationId));
  parts.push('},"devices":', ready.devices, '}\n');
  return parts.join('');
}
