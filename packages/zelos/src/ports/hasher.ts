/** Longest password that is ever hashed or compared, in UTF-8 bytes (SR-PW-02). */
export const MAX_PASSWORD_BYTES = 4096;

/** Longest password bcrypt takes in full, in UTF-8 bytes; it would silently ignore what follows (SR-PW-03). */
export const BCRYPT_MAX_PASSWORD_BYTES = 72;

/** For whom something is hashed: decides about the place in the queue (AB-32). */
export interface HashCaller {
  /** What is started first: a sign-in, then whatever else somebody waits for, then what nobody waits for. */
  readonly urgency: 'login' | 'change' | 'rehash';
  /** The bucketed client address: at most two jobs of one address wait. Without one there is no such limit. */
  readonly address?: string;
  /** Whom it is about, known or not: jobs with the same name are computed one after the other. */
  readonly account?: string;
  /** Aborts when the client has gone: a job that still waits is dropped then. */
  readonly signal?: AbortSignal;
}

/**
 * Password hashing with the configured algorithm and cost. All three calls share one bounded, fair queue, so that they
 * take the same time for the same work. Each of them may reject with `HasherBusyError` and `HasherOverLimitError`, and
 * has not looked at the password then.
 */
export interface Hasher {
  /** A new salted hash as a PHC or modular crypt string. Rejects with `PasswordTooLongError` instead of cutting. */
  hash(password: string, caller: HashCaller): Promise<string>;
  /**
   * Compares in constant time. `outdated` is true when the stored string differs from the configuration in algorithm or
   * parameters, whatever `ok` is. A hash that cannot be compared rejects with `UnsupportedHashError`, after the work of
   * one current hash.
   */
  verify(
    password: string,
    encoded: string,
    caller: HashCaller,
  ): Promise<{ readonly ok: boolean; readonly outdated: boolean }>;
  /** The work of `verify` with nothing to compare: for an unknown identifier or an account without a password (SR-PW-17). */
  burn(password: string, caller: HashCaller): Promise<void>;
}

/** The password was not looked at: whoever counted an attempt takes it back. */
export abstract class HasherRefusedError extends Error {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * The queue is full, or the job waited too long, or its client has gone, or the hasher is closing: the answer is 503 with
 * `Retry-After` (AB-31).
 */
export class HasherBusyError extends HasherRefusedError {
  constructor(retryAfterSeconds: number) {
    super('The password hashing queue is full.', retryAfterSeconds);
    this.name = 'HasherBusyError';
  }
}

/** Too many jobs of the same address wait already: the answer is that of every throttled caller (AB-2, AB-31, AB-32). */
export class HasherOverLimitError extends HasherRefusedError {
  constructor(retryAfterSeconds: number) {
    super('Too many passwords from one address wait to be hashed.', retryAfterSeconds);
    this.name = 'HasherOverLimitError';
  }
}

/** Why a stored or imported hash string is not usable. */
export type HashProblem = 'unknown_format' | 'malformed' | 'too_costly';

/** A hash string that no algorithm here can or may compare. The message never holds the string itself. */
export class UnsupportedHashError extends Error {
  readonly problem: HashProblem;

  constructor(problem: HashProblem, message: string) {
    super(message);
    this.name = 'UnsupportedHashError';
    this.problem = problem;
  }
}

/** The password has more bytes than the algorithm takes. Lengths in UTF-8 bytes. */
export class PasswordTooLongError extends Error {
  readonly maxBytes: number;
  readonly actualBytes: number;

  constructor(maxBytes: number, actualBytes: number) {
    super(`The password has ${actualBytes} bytes, the limit is ${maxBytes}.`);
    this.name = 'PasswordTooLongError';
    this.maxBytes = maxBytes;
    this.actualBytes = actualBytes;
  }
}
