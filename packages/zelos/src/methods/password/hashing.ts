import type { FlowKind } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { type HashCaller, HasherBusyError, HasherOverLimitError } from '../../ports/hasher.ts';
import type { RequestFacts } from '../../ports/request.ts';
import type { Outcome } from '../api.ts';
import { throttled } from '../throttled.ts';

/**
 * The caller of a request, as the hasher's queue knows it.
 * @param account whom it is about; jobs of one name are computed one after the other
 */
export function hashCaller(request: RequestFacts, urgency: HashCaller['urgency'], account: string): HashCaller {
  // Names of different work are kept apart: nobody's sign-in waits for strangers who sign up with the same address.
  return { urgency, address: request.clientAddress, account: `${urgency}:${account}`, signal: request.signal };
}

/**
 * Work that hashes. A caller with too many jobs waiting is asked to come back like every throttled one; a server that
 * has no room says so (AB-2, AB-31). Throws ProtocolError 503.
 */
export async function withHasher<K extends FlowKind>(work: () => Promise<Outcome<K>>): Promise<Outcome<K>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HasherOverLimitError) return throttled<K>(error.retryAfterSeconds);
    if (!(error instanceof HasherBusyError)) throw error;
    throw new ProtocolError(503, {
      reason: 'Too many sign-ins at the moment. Try again in a few seconds.',
      headers: [['Retry-After', String(error.retryAfterSeconds)]],
    });
  }
}
