import type { Counters } from './store.ts';

/** Proof that an attempt was counted before the secret is compared; every comparison of a secret takes one. */
export interface Ticket {
  /** Forgets the failures of this account and factor, and gives one back to the address. Called in the transaction that commits the success. */
  succeeded(counters: Counters): Promise<void>;
}

export type Admission =
  | { readonly admitted: true; readonly ticket: Ticket }
  | { readonly admitted: false; readonly retryAfterSeconds: number };

export interface Attempts {
  /**
   * Counts one attempt at a secret before it is evaluated; committed on its own.
   * @param subject what is guessed at: a factor and the normalised identifier (or id) of the account, known or not
   * @param address the bucketed client address
   */
  admit(subject: { readonly factor: string; readonly account: string }, address: string): Promise<Admission>;
}

/** Counts one message to a recipient, known or not, and tells whether it may be sent. Committed on its own. */
export type SendBudget = (recipient: string, clientAddress: string) => Promise<boolean>;
