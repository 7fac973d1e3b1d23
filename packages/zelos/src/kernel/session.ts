import type { Identity } from './identity.ts';

export type Aal = 'aal0' | 'aal1' | 'aal2';

/** One completed proof, in the order in which they happened (repeats are kept). */
export interface AuthenticationMethod {
  readonly method: string;
  readonly aal: Aal;
  readonly completedAt: Date;
  readonly provider?: string;
  readonly organization?: string;
}

/** Where a session was opened from. */
export interface Device {
  readonly id: string;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly location: string;
}

export interface Session {
  readonly id: string;
  readonly identityId: string;
  /** The stored flag; whether the session counts also depends on expiry and the identity's state. */
  readonly active: boolean;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly authenticatedAt: Date;
  readonly aal: Aal;
  readonly authenticationMethods: readonly AuthenticationMethod[];
  readonly devices: readonly Device[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A session with the identity that owns it, as read from one request. */
export interface SessionWithIdentity extends Session {
  readonly identity: Identity;
}
