import type { Counters } from './store.ts';

/** What is guessed at. */
export interface Subject {
  /** What is counted apart: a kind of secret, and where needed what it opens. */
  readonly factor: string;
  /** The normalised identifier (or id) of the account, known or not. */
  readonly account: string;
  /**
   * True when no account stands behind it that could be reached in another way: the hundredth failure is then followed by
   * a day's wait instead of a stop.
   */
  readonly unowned?: boolean;
}

/** Proof that an attempt was counted before the secret is compared; every comparison of a secret takes one. */
export interface Ticket {
  /**
   * Forgets the failures of this account and factor, remembers the network of the client as known, and gives one failure
   * back to the address. Called in the transaction that commits the success.
   * @param names what else the person is known by; a stop of other factors under these names ends (AB-4)
   */
  succeeded(counters: Counters, names?: readonly string[]): Promise<void>;
  /** Takes the attempt back: the secret was not compared after all. Committed on its own. */
  withdraw(): Promise<void>;
}

export type Admission =
  | { readonly admitted: true; readonly ticket: Ticket }
  | { readonly admitted: false; readonly retryAfterSeconds: number };

export interface Attempts {
  /**
   * Counts one attempt at a secret before it is evaluated; committed on its own.
   * @param address the bucketed client address
   */
  admit(subject: Subject, address: string): Promise<Admission>;
  /**
   * Forgets all failures under these names, whatever the factor: after a recovery, for a new account, because an operator
   * says so (AB-4). Called in the transaction that commits the reason.
   */
  forgive(counters: Counters, names: readonly string[]): Promise<void>;
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
