import { createHash } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { OutboundHttp, OutboundResponse } from '../../ports/outbound-http.ts';

/** The range service and what to do with its answers. */
export interface BreachSettings {
  /** Scheme and host without a trailing slash, see `rangeServiceUrl`. */
  readonly serviceUrl: string;
  /** Passwords found more often than this are refused. */
  readonly maxBreaches: number;
  /** Whether a password passes when the service cannot be asked. */
  readonly ignoreNetworkErrors: boolean;
}

/** How one check ended, for metrics. `skipped` follows a failure within the last minute. */
export type BreachOutcome = 'hit' | 'miss' | 'failed' | 'skipped';

export interface BreachDeps {
  readonly outbound: OutboundHttp;
  readonly clock: Clock;
  readonly observe?: (outcome: BreachOutcome) => void;
}

/** The service did not answer in time or not sensibly, and the operator wants no password accepted without it: a 502. */
export class BreachServiceUnavailableError extends Error {
  constructor(options?: ErrorOptions) {
    super('The service that knows breached passwords cannot be reached.', options);
    this.name = 'BreachServiceUnavailableError';
  }
}

const BUDGET_MS = 1000;
/** A retry with less time left would only fail again. */
const MIN_ATTEMPT_MS = 100;
const ATTEMPTS = 3;
const PAUSE_MS = 60_000;
/** A range holds around a thousand lines of about 40 bytes. */
const MAX_ANSWER_BYTES = 512 * 1024;
const HEADERS = { accept: 'text/plain', 'add-padding': 'true', 'user-agent': 'zelos' };
const LINE = /^([0-9A-F]{35})(?::([\d,]+))?$/i;

/**
 * The base address of a configured host: always https, except that plain http may be named for this machine itself.
 * Throws a `RangeError` that names the key when the text is not just a host.
 */
export const rangeServiceUrl = (host: string): string => {
  const text = /^https?:\/\//i.test(host) ? host : `https://${host}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  const local = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url === null || `${url.origin}/` !== url.href || (url.protocol === 'http:' && !local)) {
    throw new RangeError(`haveibeenpwned_host: "${host.slice(0, 100)}" is not a host name.`);
  }
  return url.origin;
};

/** How often the suffix occurs in an answer of the range service. Throws when the answer is not a list of ranges. */
const countIn = (body: string, suffix: string): number => {
  for (const line of body.split('\n')) {
    const text = line.trim();
    if (text === '') continue;
    const [matched, found, count = '1'] = LINE.exec(text) ?? [];
    if (matched === undefined || found === undefined)
      throw new Error('The range service answered with unreadable lines.');
    // Padding lines have the count zero, a line without a count stands for one.
    if (found.toUpperCase() === suffix) return Number(count.replaceAll(',', ''));
  }
  return 0;
};

const isFinal = ({ status }: OutboundResponse): boolean => status < 500 && status !== 429;

const askOnce = async (deps: BreachDeps, url: string, timeoutMs: number): Promise<OutboundResponse | Error> => {
  try {
    return await deps.outbound.send({ url, headers: HEADERS, timeoutMs, maxBytes: MAX_ANSWER_BYTES });
  } catch (error) {
    return error instanceof Error ? error : new Error('The range service cannot be reached.', { cause: error });
  }
};

/** Up to three tries within one second in all. */
const ask = async (deps: BreachDeps, url: string): Promise<string> => {
  const start = deps.clock.now().getTime();
  let cause: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const left = start + BUDGET_MS - deps.clock.now().getTime();
    if (left < MIN_ATTEMPT_MS) break;
    const answer = await askOnce(deps, url, left);
    if (answer instanceof Error) {
      cause = answer;
      continue;
    }
    if (answer.status === 200) return answer.body;
    cause = new Error(`The range service answered with status ${answer.status}.`);
    if (isFinal(answer)) break;
  }
  throw new Error('The range service cannot be used.', { cause });
};

/**
 * Creates the check against the Pwned Passwords range API (k-anonymity: only five hexadecimal digits of the SHA-1 leave
 * this process, SR-PW-06). The check returns how often the password was seen when that is more than allowed, null when it
 * passes. After a failure the service is left alone for a minute. Throws `BreachServiceUnavailableError` when the service
 * cannot be used and that must not be ignored.
 */
export const createBreachCheck = (
  settings: BreachSettings,
  deps: BreachDeps,
): ((password: string) => Promise<number | null>) => {
  let pausedUntil = 0;

  const unavailable = (outcome: 'failed' | 'skipped', cause?: unknown): null => {
    deps.observe?.(outcome);
    if (settings.ignoreNetworkErrors) return null;
    throw new BreachServiceUnavailableError({ cause });
  };

  return async (password) => {
    if (deps.clock.now().getTime() < pausedUntil) return unavailable('skipped');
    // The service is indexed by SHA-1; nothing is stored under it (SR-CR-10).
    const digest = createHash('sha1').update(password).digest('hex').toUpperCase();
    try {
      const count = countIn(await ask(deps, `${settings.serviceUrl}/range/${digest.slice(0, 5)}`), digest.slice(5));
      const found = count > settings.maxBreaches;
      deps.observe?.(found ? 'hit' : 'miss');
      return found ? count : null;
    } catch (error) {
      pausedUntil = deps.clock.now().getTime() + PAUSE_MS;
      return unavailable('failed', error);
    }
  };
};
