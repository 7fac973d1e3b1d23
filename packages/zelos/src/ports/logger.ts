import type { JsonObject } from '@zelos/contract';

/** Structured log lines. Values must be free of secrets: passwords, tokens, cookies, codes, full links, request bodies. */
export interface Logger {
  debug(fields: JsonObject, message: string): void;
  info(fields: JsonObject, message: string): void;
  warn(fields: JsonObject, message: string): void;
  error(fields: JsonObject, message: string): void;
}
