import type { JsonObject } from '@zelos/contract';

/** A message as a channel delivers it. */
export interface RenderedMessage {
  readonly id: string;
  readonly channel: string;
  readonly recipient: string;
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
  /** HTML; null for text messages and where it could not be rendered. */
  readonly html: string | null;
  readonly templateType: string;
  /** Variables under their Go names. */
  readonly templateData: JsonObject;
  readonly requestHeaders: JsonObject;
  /** When it was queued. */
  readonly createdAt: Date;
}

/** A way out for messages. */
export interface Channel {
  /** Which messages it carries: `email` or `sms`. */
  readonly id: string;
  /**
   * Resolves when the other side has taken responsibility. Gives up when `signal` aborts.
   * @throws DeliveryError
   */
  deliver(message: RenderedMessage, signal: AbortSignal): Promise<void>;
  /** Ends kept connections. */
  close(): Promise<void>;
}

/** Why a message was not delivered. `message` goes into the log: it holds no secret, no content and no words of the other side. */
export class DeliveryError extends Error {
  /** Trying again cannot help: this message is given up, no other. */
  readonly permanent: boolean;
  /** The other side as a whole does not work: not reached, no TLS, not let in. */
  readonly unreachable: boolean;
  /** Status of the other side (SMTP reply code or HTTP status). */
  readonly status: number | undefined;
  /** What the other side said; kept with the attempt as a part of its own. */
  readonly reason: string | undefined;
  /** What the other side said; kept with the attempt behind the message. */
  readonly answer: string | undefined;

  constructor(
    message: string,
    details: {
      readonly permanent: boolean;
      readonly unreachable?: boolean;
      readonly status?: number;
      readonly reason?: string;
      readonly answer?: string;
      readonly cause?: unknown;
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'DeliveryError';
    this.permanent = details.permanent;
    this.unreachable = details.unreachable ?? false;
    this.status = details.status;
    this.reason = details.reason;
    this.answer = details.answer;
  }
}
