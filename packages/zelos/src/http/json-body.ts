import type { JsonObject } from '@zelos/contract';
import { ProtocolError } from '../kernel/problem.ts';
import { mediaType } from './decode.ts';
import type { HttpRequest } from './exchange.ts';
import { readJsonText } from './json-text.ts';

/**
 * The body of an admin call: one JSON object. Throws ProtocolError 400 for anything else, also for JSON that does not say that
 * it is: what a page elsewhere can make a browser send without asking is none (SR-CK-08).
 */
export async function readJsonObject(request: HttpRequest): Promise<JsonObject> {
  if (mediaType(request.header('content-type')) !== 'application/json') {
    throw new ProtocolError(400, { reason: 'The content type must be application/json.' });
  }
  const read = readJsonText(await request.body());
  if ('refused' in read) throw new ProtocolError(400, { reason: read.refused });
  return read.value;
}
