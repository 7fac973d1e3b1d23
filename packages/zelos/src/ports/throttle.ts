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

/** A message before it is queued. */
export interface SendOrder {
  /** A proof that somebody asked for, or a notice about what happened to an account. */
  readonly purpose: 'proof' | 'notice';
  readonly channel: 'email' | 'sms';
  /** Whose budget it is: the recipient, or what was typed where that leads to nobody. */
  readonly subject: string;
  /** True for a message that is written but never sent. */
  readonly decoy: boolean;
  /** The bucketed address of the client that causes it. */
  readonly clientAddress: string;
}

/**
 * Counts a message, known recipient or not, unless it is over a budget. Called with the counters of the transaction that queues it.
 * @returns null when it may be sent, otherwise the name of the rule that holds it back
 */
export type SendBudget = (counters: Counters, order: SendOrder, now: Date) => Promise<string | null>;
