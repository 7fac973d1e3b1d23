import { type FetchHandler, type FetchMountOptions, type PlaneSource, toFetchHandler } from './fetch.ts';

/** The methods that a Next.js route handler exports. */
export type NextHandlers = Readonly<
  Record<'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS', FetchHandler>
>;

/**
 * A plane as the exports of a catch-all route handler of Next.js (`app/auth/[[...path]]/route.ts`), which are given Web
 * requests. The route must run on Node, not on the edge runtime. `next build` evaluates it: give a function as the plane.
 */
export function toNextHandlers(plane: PlaneSource, options: FetchMountOptions = {}): NextHandlers {
  const handle = toFetchHandler(plane, options);
  const answer: FetchHandler = (request) => handle(request);
  return { GET: answer, HEAD: answer, POST: answer, PUT: answer, PATCH: answer, DELETE: answer, OPTIONS: answer };
}
