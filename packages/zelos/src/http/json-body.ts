import type { JsonObject } from '@zelos/contract';
import { ProtocolError } from '../kernel/problem.ts';
import { isTooDeep } from './decode.ts';
import type { HttpRequest } from './exchange.ts';

/** The body of an admin call: one JSON object. Throws ProtocolError 400 for anything else. */
export async function readJsonObject(request: HttpRequest): Promise<JsonObject> {
  const bytes = await request.body();
  let value: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = isTooDeep(text) ? null : JSON.parse(text);
  } catch {
    throw new ProtocolError(400, { reason: 'The body is not valid JSON.' });
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new ProtocolError(400, { reason: 'The body must be a JSON object.' });
  }
  return value as JsonObject;
}
