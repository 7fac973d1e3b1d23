import { PasswordTooLongError, UnsupportedHashError } from '../../ports/hasher.ts';
import type { HashProblem } from '../../ports/hasher.ts';

/** What the main thread sends: operation, password, stored hash (empty unless verifying). Strings clone fastest. */
export type JobMessage = readonly ['hash' | 'verify' | 'burn', string, string];

/** What a worker answers, in the order of the jobs: it has only one at a time. */
export type AnswerMessage =
  | readonly ['hash', string]
  | readonly ['verify', boolean, boolean]
  | readonly ['burn']
  | readonly ['unsupported', HashProblem, string]
  | readonly ['too_long', number, number]
  | readonly ['failed', string];

/** An error as a message. Its classes do not survive the way between threads. */
export const toFailure = (error: unknown): AnswerMessage => {
  if (error instanceof UnsupportedHashError) return ['unsupported', error.problem, error.message];
  if (error instanceof PasswordTooLongError) return ['too_long', error.maxBytes, error.actualBytes];
  return ['failed', error instanceof Error ? error.message : 'The hashing worker failed.'];
};

/** The error that a message stands for; null for a result. */
export const toError = (answer: AnswerMessage): Error | null => {
  if (answer[0] === 'unsupported') return new UnsupportedHashError(answer[1], answer[2]);
  if (answer[0] === 'too_long') return new PasswordTooLongError(answer[1], answer[2]);
  if (answer[0] === 'failed') return new Error(`Password hashing failed: ${answer[1]}`);
  return null;
};
