// A fetch for tests: keeps cookies like a browser, and holds every answer against the contract.
import assert from 'node:assert/strict';
import { answerSchema, OPERATIONS, type Operation, type OperationId } from '@zelos/contract';
import { Compile } from 'typebox/compile';

/** Cookies of one client of one origin. */
export interface CookieJar {
  readonly cookies: Map<string, string>;
  /** Every Set-Cookie line that came back, in order. */
  readonly lines: string[];
}

export function createJar(): CookieJar {
  return { cookies: new Map(), lines: [] };
}

/** SR-CK-01: what every cookie of the server must say. */
function checkCookie(line: string): void {
  const attributes = line.split('; ').slice(1);
  for (const wanted of ['Path=/', 'HttpOnly', 'SameSite=Lax']) assert.ok(attributes.includes(wanted), line);
}

/** Keeps the cookies of an answer, as a browser does. */
export function keep(jar: CookieJar, headers: Headers): void {
  for (const line of headers.getSetCookie()) {
    checkCookie(line);
    jar.lines.push(line);
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/; Max-Age=(?:0|-\d+)(?:;|$)/.test(line)) jar.cookies.delete(name);
    else jar.cookies.set(name, value);
  }
}

/** The Cookie header of the next request. */
export const cookieOf = ({ cookies }: CookieJar): string =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

interface Known {
  readonly id: OperationId;
  readonly operation: Operation;
  readonly path: RegExp;
}

const KNOWN: readonly Known[] = (Object.entries(OPERATIONS) as [OperationId, Operation][])
  .map(([id, operation]) => ({
    id,
    operation,
    path: new RegExp(`^${operation.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
  }))
  // Fixed paths before those with parameters.
  .sort((a, b) => Number(a.operation.path.includes('{')) - Number(b.operation.path.includes('{')));

function operationOf(method: string, url: URL): OperationId | undefined {
  return KNOWN.find(({ operation, path }) => operation.method === method && path.test(url.pathname))?.id;
}

const compiled = new Map<string, ReturnType<typeof Compile> | null>();

function validatorFor(id: OperationId, status: number) {
  const key = `${id} ${status}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const schema = answerSchema(id, status);
  const validator = schema === null ? null : Compile(schema);
  compiled.set(key, validator);
  return validator;
}

/** SR-HT-01, SR-HT-02, SR-HT-04, SR-HT-09: what every answer carries. */
function checkHeaders({ headers }: Response, method: string, body: string): void {
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('x-powered-by'), null);
  assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
  if (method === 'GET') assert.match(headers.get('cache-control') ?? '', /no-store|public/);
  if (body !== '') assert.match(headers.get('content-type') ?? '', /^application\/json(?:; charset=utf-8)?$/);
}

async function check(answer: Response, method: string, url: URL): Promise<OperationId> {
  const id = operationOf(method, url);
  assert.ok(id, `${method} ${url.pathname} is an operation of the contract`);
  const body = await answer.text();
  checkHeaders(answer, method, body);
  const validator = validatorFor(id, answer.status);
  if (validator === null) {
    assert.equal(body, '', `${id} ${answer.status} has no body`);
    return id;
  }
  const value: unknown = JSON.parse(body);
  const problems = validator.Check(value) ? [] : validator.Errors(value).slice(0, 5);
  assert.deepEqual(problems, [], `${id} ${answer.status}: ${body}`);
  if (answer.status >= 400 && typeof value === 'object' && value !== null && 'error' in value) {
    const { code, id: errorId = '' } = value.error as { readonly code?: number; readonly id?: string };
    assert.equal(code, answer.status, 'better.md B17: body and status agree');
    assert.equal(answer.headers.get('ory-error-id'), errorId, 'the header names the error');
  }
  return id;
}

export interface CheckedFetch {
  readonly fetch: typeof fetch;
  /** The operations and statuses seen, as `operation status`. */
  readonly seen: Set<string>;
}

/**
 * Makes a fetch that does not follow redirects and fails an assertion on every answer that is not as the contract says.
 * @param jar cookies to send and keep; without it cookies are neither sent nor kept
 */
export function createCheckedFetch(jar?: CookieJar): CheckedFetch {
  const seen = new Set<string>();
  return {
    seen,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      if (jar && jar.cookies.size > 0 && !headers.has('cookie')) headers.set('cookie', cookieOf(jar));
      const answer = await fetch(input, { ...init, headers, redirect: 'manual' });
      if (jar) keep(jar, answer.headers);
      else assert.deepEqual(answer.headers.getSetCookie(), [], 'better.md B6: native clients get no cookies');
      const url = new URL(input instanceof Request ? input.url : String(input));
      seen.add(`${await check(answer.clone(), init?.method ?? 'GET', url)} ${answer.status}`);
      return answer;
    },
  };
}
