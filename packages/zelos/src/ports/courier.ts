import type { JsonObject } from '@zelos/contract';
import type { Store } from './store.ts';

/** The kinds of messages, by the names of the contract (courier, section 4); `account_recovered` is ours. */
export type TemplateType =
  | 'recovery_valid'
  | 'recovery_invalid'
  | 'recovery_code_valid'
  | 'recovery_code_invalid'
  | 'verification_valid'
  | 'verification_invalid'
  | 'verification_code_valid'
  | 'verification_code_invalid'
  | 'login_code_valid'
  | 'registration_code_valid'
  | 'verifiable_address_changed'
  | 'account_recovered';

/** A message that was decided but not rendered. */
export interface OutgoingMessage {
  readonly templateType: TemplateType;
  readonly channel: 'email' | 'sms';
  readonly recipient: string;
  /** Variables of the template under the contract's names (`VerificationCode`, `Identity`, …). */
  readonly variables: JsonObject;
  /** Languages in order of preference, as BCP 47 tags. */
  readonly languages: readonly string[];
  /**
   * The same work without a mail: rendered and written like every other message, never sent and never shown.
   * Unknown recipients get one, so that neither time nor writes tell them apart (AB-23).
   */
  readonly decoy?: boolean;
  /** Whose budget of messages it uses where that is not the recipient's: a decoy for a name that is no address. */
  readonly budgetOf?: string;
}

/** Renders a message and writes it to the outbox of the given transaction; it is sent after the commit. */
export type Enqueue = (tx: Store, message: OutgoingMessage) => Promise<void>;

/** Why a message is sent, and who causes it. */
export interface Occasion {
  readonly purpose: 'proof' | 'notice';
  /** The bucketed address of the client; empty for an administrator. */
  readonly clientAddress: string;
  readonly now: Date;
}

/** Queues a message within the budgets of messages. False: it is over one of them and nothing was written. */
export type Post = (tx: Store, message: OutgoingMessage, occasion: Occasion) => Promise<boolean>;
