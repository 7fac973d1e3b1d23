import type { ErrorId, JsonObject } from '@zelos/contract';

/**
 * Something the caller did wrong, or a state that ends the request. Thrown, and encoded in one place.
 * `reason` is shown to the caller: it never holds secrets or internals.
 */
export class ProtocolError extends Error {
  readonly id: ErrorId | undefined;
  readonly status: number;
  /** The `code` of the envelope; the HTTP status but for the two cases in which the contract wants another. */
  readonly code: number;
  readonly reason: string | undefined;
  readonly details: JsonObject | undefined;
  /** Members beside `error` in the envelope (`use_flow_id`, `redirect_browser_to`, …). */
  readonly siblings: JsonObject | undefined;
  /** Extra answer headers such as Retry-After. */
  readonly headers: readonly (readonly [string, string])[];
  /** The message of the envelope; the class text of the status when absent. */
  readonly text: string | undefined;

  constructor(
    status: number,
    options: {
      readonly id?: ErrorId;
      readonly code?: number;
      readonly reason?: string;
      readonly message?: string;
      readonly details?: JsonObject;
      readonly siblings?: JsonObject;
      readonly headers?: readonly (readonly [string, string])[];
    } = {},
  ) {
    super(options.reason ?? options.message ?? String(status));
    this.name = 'ProtocolError';
    this.status = status;
    this.code = options.code ?? status;
    this.id = options.id;
    this.reason = options.reason;
    this.text = options.message;
    this.details = options.details;
    this.siblings = options.siblings;
    this.headers = options.headers ?? [];
  }
}
