import { STATUS_CODES } from 'node:http';
import { type JsonObject, STATUS_MESSAGES } from '@zelos/contract';
import { ProtocolError } from '../kernel/problem.ts';
import type { Logger } from '../ports/logger.ts';
import { ConflictError, StoreUnavailableError } from '../ports/store.ts';
import { BodyTooLargeError, json, type Reply } from './exchange.ts';

/** The error object of the envelope (contract: http, section 4). `request` echoes the caller's request id. */
export function errorObject(error: ProtocolError, requestId: string | undefined): JsonObject {
  const messages: Readonly<Record<number, string>> = STATUS_MESSAGES;
  return {
    ...(error.id ? { id: error.id } : {}),
    code: error.code,
    status: STATUS_CODES[error.code] ?? 'Error',
    ...(requestId && !error.siblings ? { request: requestId } : {}),
    ...(error.reason ? { reason: error.reason } : {}),
    ...(error.details ? { details: error.details } : {}),
    message: error.text ?? messages[error.status] ?? 'The request could not be served.',
  };
}

/** Whatever was thrown, as an error of the protocol; what we did not foresee is a 500 that tells nothing. */
export function asProtocolError(thrown: unknown, log: Logger, requestId: string | undefined): ProtocolError {
  if (thrown instanceof ProtocolError) return thrown;
  if (thrown instanceof BodyTooLargeError) {
    return new ProtocolError(413, { reason: `The body must not be larger than ${thrown.limit} bytes.` });
  }
  if (thrown instanceof StoreUnavailableError) {
    log.error(
      { error: thrown.message, ...(requestId ? { request_id: requestId } : {}) },
      'the database did not answer',
    );
    return new ProtocolError(503, {
      reason: 'The service is not available at the moment.',
      headers: [['Retry-After', '2']],
    });
  }
  if (thrown instanceof ConflictError) {
    return new ProtocolError(409, { reason: 'The change collides with something that exists already.' });
  }
  const { name, message, stack } =
    thrown instanceof Error ? thrown : { name: 'Error', message: String(thrown), stack: undefined };
  // The log gets the place, not the data: messages of drivers may quote values.
  log.error(
    {
      error: name,
      text: message.slice(0, 300),
      ...(stack ? { stack: stack.slice(0, 2000) } : {}),
      ...(requestId ? { request_id: requestId } : {}),
    },
    'unexpected error',
  );
  return new ProtocolError(500, { reason: 'An unexpected error happened. It has been logged.' });
}

/** The JSON answer for an error. */
export function encodeError(error: ProtocolError, requestId: string | undefined): Reply {
  return json(error.status, { error: errorObject(error, requestId), ...error.siblings }, [
    ['Ory-Error-Id', error.id ?? ''],
    ...error.headers,
  ]);
}
