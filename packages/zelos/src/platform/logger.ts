import { pino } from 'pino';
import type { Logger } from '../ports/logger.ts';

const LEVELS: Readonly<Record<string, string>> = { warning: 'warn', panic: 'fatal' };

/** Structured lines on standard error. `level` is the configuration's word. */
export function createLogger(level: string): Logger {
  return pino({ level: LEVELS[level] ?? level, base: null }, pino.destination({ dest: 2, sync: false }));
}

/** Keeps nothing: what an embedding application gets when it brings no logger. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
