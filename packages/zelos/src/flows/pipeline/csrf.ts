import type { Flow } from '../../kernel/flow.ts';
import { unmaskCsrf } from '../../kernel/csrf.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import type { Mac } from '../../ports/cipher.ts';
import type { RequestFacts } from '../../ports/request.ts';

const DOCS = 'https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html';
/** Cookies of a well-known proxy that native clients may carry without being browsers. */
const HARMLESS_COOKIE = /^(__cf|_cf|cf_)/;

/** The refusal for a missing or wrong anti-CSRF token (contract: http, section 5). */
export function csrfViolation(
  facts: RequestFacts,
  problem: 'no_cookies' | 'no_csrf_cookie' | 'no_token' | 'mismatch',
): ProtocolError {
  const reasons = {
    no_cookies: 'The request carried no cookies at all.',
    no_csrf_cookie: 'The request carried cookies, but not the anti-CSRF cookie.',
    no_token: undefined,
    mismatch: 'The anti-CSRF token does not belong to the anti-CSRF cookie.',
  } as const;
  const hint = facts.fromScript
    ? 'The call comes from a script of a page: send it with credentials included and to the same site.'
    : 'Send the cookies that came with the flow, and the csrf_token of the form in the body.';
  const reject = reasons[problem];
  return new ProtocolError(403, {
    id: 'security_csrf_violation',
    reason: 'The request was refused because it could come from another site (CSRF protection).',
    details: { docs: DOCS, hint, ...(reject ? { reject_reason: reject } : {}) },
  });
}

/** Checks the token of a browser's submit against its cookies; null when it is right. */
export function checkBrowserToken(facts: RequestFacts, token: string | undefined, mac: Mac): ProtocolError | null {
  if (facts.cookieNames.length === 0) return csrfViolation(facts, 'no_cookies');
  if (facts.csrfSecrets.length === 0) return csrfViolation(facts, 'no_csrf_cookie');
  if (token === undefined && !facts.isJson) return csrfViolation(facts, 'no_token');
  const secret = token === undefined ? null : unmaskCsrf(token);
  const right = secret !== null && facts.csrfSecrets.some((known) => mac.same(known, secret));
  return right ? null : csrfViolation(facts, 'mismatch');
}

/** True when the browser of this request is the one that began the flow. */
export function isFlowsBrowser(facts: RequestFacts, flow: Flow, mac: Mac): boolean {
  return facts.csrfSecrets.some((secret) => mac.same(secret, flow.csrfSecret));
}

/** The fetch of a browser flow needs the cookie that was there when it began; native flows are read by whoever knows the id. */
export function assertFlowsBrowser(facts: RequestFacts, flow: Flow, mac: Mac): void {
  // A flow without a secret was begun by an administrator: whoever was given its id may open it.
  if (flow.type === 'api' || flow.csrfSecret === '' || isFlowsBrowser(facts, flow, mac)) return;
  // A fetch carries no token that could be right or wrong: another browser's cookie gets the hint alone.
  const problem =
    facts.cookieNames.length === 0 ? 'no_cookies' : facts.csrfSecrets.length === 0 ? 'no_csrf_cookie' : 'no_token';
  throw csrfViolation(facts, problem);
}

/** Native flows have no token; instead they refuse whatever looks like a browser. Null when it does not. */
export function checkNative(facts: RequestFacts): { readonly reason: string } | null {
  if (facts.origin !== undefined) {
    return { reason: 'Native flows cannot be used by browsers: the request carries an Origin header.' };
  }
  const foreign = facts.cookieNames.filter((name) => !HARMLESS_COOKIE.test(name));
  return foreign.length > 0
    ? {
        reason: `Native flows cannot be used by browsers: the request carries cookies (${foreign.slice(0, 5).join(', ').slice(0, 100)}).`,
      }
    : null;
}
