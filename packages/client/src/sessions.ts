import type { DeleteMySessionsCount, Session, SuccessfulCodeExchangeResponse } from '@zelos/contract';
import type { Answer } from './answers.ts';
import type { CallOptions, Send } from './send.ts';

/** Either a token of the last answer (`nextPageToken`), or the older page numbers. */
export interface Paging {
  readonly pageSize?: number;
  /** Undefined asks for the first page, so that what `nextPageToken` gives can be handed in as it is. */
  readonly pageToken?: string | undefined;
  readonly perPage?: number;
  readonly page?: number;
}
type Call = CallOptions | undefined;

/** Operations on the caller's own sessions. One function per operation of the API. */
export function sessionOperations(send: Send) {
  return {
    /** The session of the caller; refused with 401 without one, with 403 and `redirectTo` below the required level. */
    toSession: (p: { readonly tokenizeAs?: string } = {}, call?: Call): Promise<Answer<Session>> =>
      send<Session>({ method: 'GET', path: '/sessions/whoami', query: p }, call),
    /** The caller's other active sessions, newest first. */
    listMySessions: (p: Paging = {}, call?: Call): Promise<Answer<readonly Session[]>> =>
      send<readonly Session[]>({ method: 'GET', path: '/sessions', query: { ...p } }, call),
    disableMySession: (p: { readonly id: string }, call?: Call): Promise<Answer<undefined>> =>
      send<undefined>({ method: 'DELETE', path: `/sessions/${encodeURIComponent(p.id)}` }, call),
    disableMyOtherSessions: (call?: Call): Promise<Answer<DeleteMySessionsCount>> =>
      send<DeleteMySessionsCount>({ method: 'DELETE', path: '/sessions' }, call),
    /** Works once per pair of codes, hence never repeated. */
    exchangeSessionToken: (
      p: { readonly initCode: string; readonly returnToCode: string },
      call?: Call,
    ): Promise<Answer<SuccessfulCodeExchangeResponse>> =>
      send<SuccessfulCodeExchangeResponse>(
        { method: 'GET', path: '/sessions/token-exchange', query: p, safe: false, native: true },
        call,
      ),
  };
}
