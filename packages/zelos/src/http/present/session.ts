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
 * The JSON text of a live session, equal to that of `presentSession`, put together from the parts that the database keeps
 * ready: this is the most frequent answer of all.
 */
export function liveSessionText({ columns: session, ready }: SessionReading, publicUrl: string): string {
  const { identity } = session;
  const { verifiableAddresses, recoveryAddresses } = ready;
  return (
    `{"id":${quote(session.id)},"active":true,"expires_at":${momentText(session.expiresAt)}` +
    `,"authenticated_at":${momentText(session.authenticatedAt)},"authenticator_assurance_level":"${session.aal}"` +
    `,"authentication_methods":${ready.authenticationMethods},"issued_at":${momentText(session.issuedAt)}` +
    `,"identity":{"id":${quote(identity.id)}${identity.externalId ? `,"external_id":${quote(identity.externalId)}` : ''}` +
    `,"schema_id":${quote(identity.schemaId)},"schema_url":${quote(schemaUrl(publicUrl, identity.schemaId))}` +
    `,"state":"${identity.state}"` +
    (identity.stateChangedAt ? `,"state_changed_at":${momentText(identity.stateChangedAt)}` : '') +
    `,"traits":${ready.traits}` +
    (verifiableAddresses === '[]' ? '' : `,"verifiable_addresses":${verifiableAddresses}`) +
    (recoveryAddresses === '[]' ? '' : `,"recovery_addresses":${recoveryAddresses}`) +
    `,"metadata_public":${ready.metadataPublic},"created_at":${momentText(identity.createdAt)}` +
    `,"updated_at":${momentText(identity.updatedAt)}` +
    `,"organization_id":${identity.organizationId === null ? 'null' : quote(identity.organizationId)}}` +
    `,"devices":${ready.devices}}`
  );
}
