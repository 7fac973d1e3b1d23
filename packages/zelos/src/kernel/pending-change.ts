import { drawer } from './flow.ts';

/** Purpose of the one-time permits that pending changes need; they belong to the identity. */
export const PENDING_CHANGE = 'pending_change';

/** What a verification flow notes about the change that waits for its proof. */
export interface PendingChangeNote {
  readonly identity_id: string;
  /** Where the proof goes, whatever else is asked for. */
  readonly address: string;
  readonly via: 'email' | 'sms';
  /** Id that the address gets when the change is applied. */
  readonly address_id: string;
  /** The change itself, sealed. */
  readonly sealed: string;
}

/** The note of a verification that was begun for a change of traits (contract: settings, section 1.11). */
export const pendingChange = drawer<PendingChangeNote>(PENDING_CHANGE);
