import type { JsonObject } from '@zelos/contract';
import { ProtocolError } from '../kernel/problem.ts';
import type { HttpRequest } from './exchange.ts';
import { readJsonText } from './json-text.ts';

/** The body of an admin call: one JSON object. Throws ProtocolError 400 for anything else. */
export async function readJsonObject(request: HttpRequest): Promise<JsonObject> {
  const bytes = await request.body();
  const read = readJsonText(bytes);
  if ('refused' in read) throw new ProtocolError(400, { reason: read.refused });
  const { value } = read;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new ProtocolError(400, { reason: 'The body must be a JSON object.' });
  }
  return value as JsonObject;
}
