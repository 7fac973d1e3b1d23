/** Reasons of a {@link ClientError} that no server sent. */
export type LocalFailure = 'client_network' | 'client_timeout' | 'client_unreadable';

/**
 * The only thing the client throws besides the caller's own abort reason: no answer came, or one that no
 * operation documents (5xx, a body that is not JSON).
 */
export class ClientError extends Error {
  /** HTTP status, 0 when there was no answer. */
  readonly status: number;
  /** `error.id` of the answer, a {@link LocalFailure}, or '' when the server named none. */
  readonly id: string;
  /** The decoded answer (text when it was not JSON), undefined without one. */
  readonly body: unknown;

  constructor(message: string, facts: { status: number; id: string; body?: unknown; cause?: unknown }) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'ClientError';
    this.status = facts.status;
    this.id = facts.id;
    this.body = facts.body;
  }
}
