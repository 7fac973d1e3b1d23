import type { JsonObject } from '@zelos/contract';
import { ProtocolError } from '../kernel/problem.ts';
import type { HttpRequest } from './exchange.ts';
import { excessOf } from './json-limits.ts';

/** The body of an admin call: one JSON object. Throws ProtocolError 400 for anything else. */
export async function readJsonObject(request: HttpRequest): Promise<JsonObject> {
  const bytes = await request.body();
  let value: unknown;
  let excess: string | null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    excess = excessOf(text);
    value = excess === null ? JSON.parse(text) : null;
  } catch {
    throw new ProtocolError(400, { reason: 'The body is not valid JSON.' });
  }
  if (excess !== null) throw new ProtocolError(400, { reason: excess });
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new ProtocolError(400, { reason: 'The body must be a JSON object.' });
  }
  return value as JsonObject;
}
