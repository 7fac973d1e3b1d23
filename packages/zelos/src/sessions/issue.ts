import { sessionAal } from '../kernel/assurance.ts';
import type { Identity } from '../kernel/identity.ts';
import type { AuthenticationMethod, Device, Session, SessionWithIdentity } from '../kernel/session.ts';
import { NIL_UUID } from '../kernel/uuid.ts';
import type { Random } from '../ports/random.ts';
import type { RequestFacts } from '../ports/request.ts';
import { newSessionToken } from './tokens.ts';

/** A session that is decided but not stored yet, with the token that opens it. */
export interface SessionDraft {
  readonly session: SessionWithIdentity;
  readonly token: string;
  /** A row of its own, or an existing one with new times, level and methods. */
  readonly write: 'create' | 'renew';
}

const MAX_DEVICE_TEXT = 512;

/** What is remembered of where a session was opened: address, agent, place. */
export function deviceOf(request: RequestFacts, id: string): Device {
  return {
    id,
    ipAddress: request.deviceAddress,
    userAgent: request.userAgent.slice(0, MAX_DEVICE_TEXT),
    location: request.location.slice(0, MAX_DEVICE_TEXT),
  };
}

/** Makes sessions; `lifespanMs` is the full life time in milliseconds. */
export function createIssuer(deps: { readonly random: Random; readonly lifespanMs: number }) {
  const expiry = (now: Date) => new Date(now.getTime() + deps.lifespanMs);
  return {
    /** A new session for a person who has just proven who they are. */
    open(identity: Identity, by: AuthenticationMethod, request: RequestFacts, now: Date): SessionDraft {
      const session: Session = {
        id: deps.random.uuid(),
        identityId: identity.id,
        active: true,
        issuedAt: now,
        authenticatedAt: now,
        expiresAt: expiry(now),
        aal: sessionAal([by]),
        authenticationMethods: [by],
        devices: [deviceOf(request, deps.random.uuid())],
        createdAt: now,
        updatedAt: now,
      };
      return { session: { ...session, identity }, token: newSessionToken(deps.random), write: 'create' };
    },
    /** Refresh and step-up: the same row and token with new times and one more proof (contract: sessions, section 7). */
    renew(
      current: { readonly session: SessionWithIdentity; readonly token: string },
      identity: Identity,
      by: AuthenticationMethod,
      request: RequestFacts,
      now: Date,
    ): SessionDraft {
      const authenticationMethods = [...current.session.authenticationMethods, by];
      const session: SessionWithIdentity = {
        ...current.session,
        identity,
        issuedAt: now,
        authenticatedAt: now,
        expiresAt: expiry(now),
        aal: sessionAal(authenticationMethods),
        authenticationMethods,
        // The answer names where the proof happened, though only opening a session stores a device.
        devices: [...current.session.devices, deviceOf(request, NIL_UUID)],
        updatedAt: now,
      };
      return { session, token: current.token, write: 'renew' };
    },
  };
}

export type Issuer = ReturnType<typeof createIssuer>;
