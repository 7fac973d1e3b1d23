import assert from 'node:assert/strict';
import { answerSchema, OPERATIONS, type Operation, type OperationId } from '@zelos/contract';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** A cookie as an answer sets it. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Attribute names in lower case; flags have an empty value. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** An answer with what was asked, as the checks need it. */
export interface CheckedAnswer {
  readonly plane: 'public' | 'admin';
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly cookies: readonly SetCookie[];
  readonly text: string;
  readonly json: unknown;
}

export interface CheckSettings {
  /** Whether the public address is https, so that cookies must be Secure. */
  readonly https: boolean;
  /** Values that must never come back: passwords that were sent. */
  readonly secrets: Iterable<string>;
  /** Whether a session token may be in the body: only native clients get one. */
  readonly tokenAllowed: boolean;
  /** Names of the cookies that may be set. */
  readonly cookieNames: readonly RegExp[];
}

/** Reads one Set-Cookie header. */
export function parseSetCookie(header: string): SetCookie {
  const [pair = '', ...rest] = header.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  const attributes = new Map(
    rest.map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.toLowerCase(), value.join('=')] as const;
    }),
  );
  return { name: pair.slice(0, at), value: pair.slice(at + 1), attributes };
}

const PATHS = Object.entries(OPERATIONS).map(([id, operation]: [string, Operation]) => ({
  id: id as OperationId,
  operation,
  pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`),
}));

/** The operation behind a method and a path, the most literal path first; null for what the contract does not list. */
export function operationOf(plane: 'public' | 'admin', method: string, path: string): OperationId | null {
  const full = plane === 'admin' && !path.startsWith('/admin') ? `/admin${path}` : path;
  const verb = method === 'HEAD' ? 'GET' : method;
  const found = PATHS.filter(
    ({ operation, pattern }) =>
      (operation.plane === 'both' || operation.plane === plane) && (pattern.test(full) || pattern.test(path)),
  ).sort((a, b) => Number(a.operation.path.includes('{')) - Number(b.operation.path.includes('{')));
  // The session of a request is told to any method.
  if (plane === 'public' && path === '/sessions/whoami') return 'toSession';
  const exact = found.find(({ operation }) => operation.method === verb);
  if (exact) return exact.id;
  // Submits are also taken as GET.
  const submit = verb === 'GET' ? found.find(({ operation }) => operation.form) : undefined;
  return submit?.id ?? null;
}

const ajv = new Ajv({ strict: false, allErrors: true });
(addFormats as unknown as (instance: Ajv) => void)(ajv);
const validators = new Map<string, ValidateFunction | null>();

function validator(id: OperationId, status: number): ValidateFunction | null {
  const key = `${id} ${status}`;
  let compiled = validators.get(key);
  if (compiled === undefined) {
    const schema = answerSchema(id, status);
    compiled = schema === null ? null : ajv.compile(schema);
    validators.set(key, compiled);
  }
  return compiled;
}

const TRACE = /(\n|\\n)\s+at .+:\d+|node_modules|\.ts:\d+|\bSQLITE_|\bno such table\b/;
const TOKEN = /ory_st_[A-Za-z0-9]{32}/;

function checkHeaders({ headers, method, text, status, path }: CheckedAnswer, what: string): void {
  assert.equal(headers.get('x-content-type-options'), 'nosniff', `${what}: nosniff`);
  assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/, `${what}: framing`);
  assert.equal(headers.get('x-frame-options'), 'DENY', `${what}: framing for old browsers`);
  assert.equal(headers.get('referrer-policy'), 'no-referrer', `${what}: referrer`);
  if (method !== 'HEAD') {
    assert.equal(headers.get('cache-control'), 'private, no-cache, no-store, must-revalidate', `${what}: caching`);
  }
  const type = headers.get('content-type');
  if (text !== '') assert.match(type ?? '', /; ?charset=utf-8$/i, `${what}: content type with charset`);
  for (const name of ['server', 'x-powered-by']) assert.equal(headers.get(name), null, `${what}: ${name}`);
  assert.equal(TOKEN.test([...headers].join('\n')), false, `${what}: a session token in a header`);
  if ([301, 302, 303, 307, 308].includes(status)) assert.ok(headers.get('location'), `${what}: location`);
  if (status === 405) assert.ok(headers.get('allow'), `${what}: allow on ${path}`);
}

function checkCookies({ cookies }: CheckedAnswer, settings: CheckSettings, what: string): void {
  for (const { name, value, attributes } of cookies) {
    assert.ok(
      settings.cookieNames.some((pattern) => pattern.test(name)),
      `${what}: unexpected cookie ${name}`,
    );
    assert.ok(attributes.has('httponly'), `${what}: ${name} HttpOnly`);
    assert.equal(attributes.get('path'), '/', `${what}: ${name} Path`);
    assert.match(attributes.get('samesite') ?? '', /^(Lax|Strict|None)$/, `${what}: ${name} SameSite`);
    assert.equal(attributes.has('domain'), false, `${what}: ${name} Domain`);
    if (settings.https) assert.ok(attributes.has('secure'), `${what}: ${name} Secure`);
    assert.ok(name.length + value.length < 4096, `${what}: ${name} is too long`);
    assert.equal(TOKEN.test(value), false, `${what}: ${name} holds a readable token`);
  }
}

/** The two answers whose envelope has another code than the status (contract: http, section 4; courier, section 7). */
function recordedCode(
  error: { readonly id?: string; readonly code?: number },
  { path, status }: CheckedAnswer,
): number | undefined {
  if (error.id === 'session_verified_address_required') return 400;
  return path === '/admin/courier/messages' && status === 400 && error.code === 500 ? 500 : undefined;
}

function checkBody(answer: CheckedAnswer, settings: CheckSettings, what: string): void {
  const { text, json, status, headers } = answer;
  assert.equal(TRACE.test(text), false, `${what}: insides in the body: ${text.slice(0, 300)}`);
  if (!settings.tokenAllowed) assert.equal(TOKEN.test(text), false, `${what}: a session token in the body`);
  for (const secret of settings.secrets) {
    assert.equal(secret.length > 5 && text.includes(secret), false, `${what}: a secret in the body`);
  }
  if (json === undefined) return;
  const error = (json as { error?: { code?: number; id?: string; message?: string } } | null)?.error;
  if (status >= 400 && error) {
    assert.ok(error.message, `${what}: error without message`);
    assert.equal(error.code, recordedCode(error, answer) ?? status, `${what}: code and status differ`);
    assert.equal(headers.get('ory-error-id'), error.id ?? '', `${what}: Ory-Error-Id`);
  }
}

function checkContract({ plane, method, path, status, json }: CheckedAnswer, what: string): void {
  if (json === undefined || method === 'HEAD') return;
  const id = operationOf(plane, method, path);
  if (id === null) {
    if (status >= 400) assert.ok((json as { error?: object }).error, `${what}: not an error envelope`);
    return;
  }
  const validate = validator(id, status);
  if (validate === null) assert.fail(`${what}: ${id} answers ${status} without a body, got ${JSON.stringify(json)}`);
  if (!validate(json)) {
    const problems = (validate.errors ?? [])
      .slice(0, 8)
      .map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
    assert.fail(
      `${what}: not the answer of ${id}:\n${problems.join('\n')}\n${JSON.stringify(json, null, 1).slice(0, 3000)}`,
    );
  }
}

/**
 * What holds for every answer of the server: security headers, caching, cookie attributes, no insides, no secrets, and a
 * body that the contract lists for the operation and status. Throws AssertionError.
 */
export function checkAnswer(answer: CheckedAnswer, settings: CheckSettings): void {
  const what = `${answer.method} ${answer.path} -> ${answer.status}`;
  checkHeaders(answer, what);
  checkCookies(answer, settings, what);
  checkBody(answer, settings, what);
  checkContract(answer, what);
}
