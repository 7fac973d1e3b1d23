import type { Session as WireSession } from '@zelos/contract';
import type { SessionWithIdentity } from '../../kernel/session.ts';
import { presentIdentity } from './identity.ts';

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
