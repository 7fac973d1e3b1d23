import type { OperationId } from '@zelos/contract';
import type { Exchange } from './context.ts';
import type { Reply } from './exchange.ts';

/**
 * How a public route treats the anti-CSRF cookie (contract: http, section 2): `mint` sets a missing one, `ignore` leaves
 * it to the handler, `bypass` has nothing to do with browsers.
 */
export type CsrfMode = 'mint' | 'ignore' | 'bypass';

export interface Route {
  readonly operation: OperationId | null;
  readonly plane: 'public' | 'admin';
  readonly methods: readonly string[];
  readonly path: string;
  readonly csrf: CsrfMode;
  handle(exchange: Exchange): Promise<Reply>;
}

/** A reply that must not set the anti-CSRF cookie, because a native client reads it (better.md B6). */
export const NATIVE_REPLY = Symbol('native reply');

/** Marks the answer of a native flow. */
export function native(reply: Reply): Reply {
  return Object.assign({ ...reply }, { [NATIVE_REPLY]: true });
}

export function isNative(reply: Reply): boolean {
  return NATIVE_REPLY in reply;
}

/** A route of the admin plane. */
export function adminRoute(
  operation: Route['operation'],
  method: string,
  path: string,
  handle: Route['handle'],
): Route {
  return { operation, plane: 'admin', methods: [method], path, csrf: 'bypass', handle };
}

/** A route of the public plane. */
export function publicRoute(
  operation: Route['operation'],
  methods: readonly string[],
  path: string,
  csrf: CsrfMode,
  handle: Route['handle'],
): Route {
  return { operation, plane: 'public', methods, path, csrf, handle };
}
