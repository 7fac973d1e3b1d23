/** What the list shows of a message. */
export interface InboxEntry {
  readonly id: string;
  readonly channel: 'email' | 'sms';
  readonly to: string;
  /** Empty for text messages. */
  readonly subject: string;
  readonly status: string;
  readonly templateType: string;
  readonly at: Date;
}
/** A message with all its parts. */
export interface InboxMessage extends InboxEntry {
  readonly language: string;
  readonly text: string;
  /** The HTML part as a mail program gets it; null where there is none. */
  readonly html: string | null;
  /** Why the HTML part could not be made. */
  readonly problem: string | null;
  /** The code the message carries, if any. */
  readonly code: string | null;
}
/** Where the messages come from. */
export interface InboxSource {
  /** @param limit number of messages at most, newest first */
  newest(limit: number): Promise<readonly InboxEntry[]>;
  get(id: string): Promise<InboxMessage | null>;
}
