import type { JsonObject } from '@zelos/contract';

/** States of a message as the contract names them (courier, section 1). */
export type MessageStatus = 'queued' | 'processing' | 'sent' | 'abandoned';

/** A message ready to be queued: subject and plain text are rendered, the HTML part is rendered when it is sent. */
export interface NewMessage {
  readonly id: string;
  readonly channel: 'email' | 'sms';
  readonly recipient: string;
  /** Empty for text messages. */
  readonly subject: string;
  /** The plain text. */
  readonly body: string;
  readonly templateType: string;
  /** Variables of the template under their Go names. */
  readonly templateData: JsonObject;
  /** Language the text was rendered in; the HTML part follows it. */
  readonly language: string;
  /** Request headers that an HTTP channel may pass on. */
  readonly requestHeaders: JsonObject;
  readonly createdAt: Date;
  /** Written like every other message, but never sent and never shown. */
  readonly decoy: boolean;
}

/** A message in the hands of one worker. */
export interface QueuedMessage {
  readonly id: string;
  readonly channel: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly templateType: string;
  readonly templateData: JsonObject;
  readonly language: string;
  readonly requestHeaders: JsonObject;
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  readonly createdAt: Date;
}

/** The record of one attempt; `error` is null for a success. */
export interface Dispatch {
  readonly id: string;
  readonly messageId: string;
  readonly status: 'success' | 'failed';
  readonly error: JsonObject | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A message as operators read it. */
export interface StoredMessage {
  readonly id: string;
  readonly status: MessageStatus;
  readonly channel: 'email' | 'sms';
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly templateType: string;
  /** Attempts so far. */
  readonly sendCount: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One message with everything that belongs to it. */
export interface FullMessage {
  readonly message: StoredMessage;
  /** Variables of the template under their Go names; empty once the message was wiped. */
  readonly templateData: JsonObject;
  readonly language: string;
  /** Attempts, newest first. */
  readonly dispatches: readonly Dispatch[];
}

/** Which attempt of which worker speaks; an outdated one changes nothing. */
export interface Lease {
  readonly workerId: string;
  readonly attempt: number;
}

export interface ClaimRequest {
  readonly limit: number;
  readonly now: Date;
  /** Until then nobody else gets these messages; later whoever asks first. */
  readonly leaseUntil: Date;
  readonly workerId: string;
  /** Channels whose messages stay where they are. */
  readonly exceptChannels: readonly string[];
}

/** How an attempt ended badly. */
export interface FailedAttempt {
  readonly lease: Lease;
  readonly at: Date;
  /** True: no further attempt. */
  readonly abandon: boolean;
  /** When the next attempt is due; ignored when abandoned. */
  readonly nextAttemptAt: Date;
  /** Id and error of the dispatch record; null when nothing was tried, then the attempt does not count. */
  readonly dispatch: { readonly id: string; readonly error: JsonObject } | null;
}

/** The queue of outgoing messages (SR-OU, invariant I8). A message becomes visible to workers with the commit that added it. */
export interface Outbox {
  /** Writes one message; called inside the transaction that it belongs to. */
  add(message: NewMessage): Promise<void>;
  /**
   * Atomic: takes due messages, oldest first, and counts the attempt. A message is with at most one worker until its lease
   * ends, and no message is taken while an older one to the same recipient is still pending.
   */
  claim(request: ClaimRequest): Promise<readonly QueuedMessage[]>;
  /**
   * Notes a delivery, whoever holds the lease by now: what was delivered is sent. The note outlives the process; it need not
   * be on disk before the next claim is, so a power cut may make messages of one batch go out again.
   */
  sent(id: string, done: { readonly dispatchId: string; readonly at: Date }): Promise<void>;
  /** Notes a failed attempt. False when the lease has passed to somebody else or the message is done. */
  failed(id: string, attempt: FailedAttempt): Promise<boolean>;
  /** Gives back a message that was claimed but not tried; the attempt does not count. False as for `failed`. */
  release(id: string, lease: Lease, at: Date): Promise<boolean>;
  /** Newest first: created_at descending, then id descending; keyset by (created_at, id) of the last row. */
  list(query: {
    readonly status?: MessageStatus;
    readonly recipient?: string;
    readonly after: { readonly createdAt: Date; readonly id: string } | null;
    readonly limit: number;
  }): Promise<readonly StoredMessage[]>;
  /** One message with its attempts; null for a decoy as for one that does not exist. */
  get(id: string): Promise<FullMessage | null>;
  /** How much waits: pending messages, and when the oldest of them was queued. */
  backlog(): Promise<{ readonly pending: number; readonly oldest: Date | null }>;
  /**
   * Wipes subject, text and variables of messages that were finished before a moment, and removes decoys of that age
   * (SR-DP-05). At most `limit` rows; returns how many changed.
   */
  wipe(before: Date, limit: number): Promise<number>;
}
