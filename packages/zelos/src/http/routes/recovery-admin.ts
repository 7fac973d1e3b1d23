import { type JsonObject, parseDuration } from '@zelos/contract';
import { startAdminRecovery } from '../../flows/recovery/admin.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import type { Exchange, HttpDeps } from '../context.ts';
import { json } from '../exchange.ts';
import { readJsonObject } from '../json-body.ts';
import { adminRoute, type Route } from '../route-table.ts';
import { isUuid, NIL_UUID } from '../../kernel/uuid.ts';

const bad = (reason: string) => new ProtocolError(400, { reason });

function lifespan(body: JsonObject): number | undefined {
  const text = body['expires_in'];
  if (text === undefined || text === null || text === '') return undefined;
  if (typeof text !== 'string' || !/^([0-9]+(ns|us|ms|s|m|h))+$/.test(text))
    throw bad('expires_in must be a duration such as 1h.');
  const ms = parseDuration(text);
  if (ms <= 0) throw bad('expires_in must be longer than nothing.');
  return ms;
}

function identityId(body: JsonObject): string {
  const id = body['identity_id'];
  if (id === undefined || id === null) return NIL_UUID;
  if (typeof id !== 'string' || !isUuid(id)) throw bad('identity_id must be a UUID.');
  return id.toLowerCase();
}

/** Recovery on behalf of somebody (contract: recovery, section 2.8). */
export function recoveryAdminRoutes(deps: HttpDeps): readonly Route[] {
  const code = async (exchange: Exchange) => {
    const body = await readJsonObject(exchange.request);
    const type = body['flow_type'] ?? 'browser';
    if (type !== 'browser' && type !== 'api') throw bad('flow_type must be browser or api.');
    const begun = await startAdminRecovery(deps.flows, 'code', {
      identityId: identityId(body),
      lifespanMs: lifespan(body),
      type,
      returnTo: exchange.get('return_to'),
    });
    if (!begun) throw new ProtocolError(404);
    return json(201, {
      recovery_link: begun.link,
      recovery_code: begun.secret,
      expires_at: begun.expiresAt.toISOString(),
    });
  };
  const link = async (exchange: Exchange) => {
    const body = await readJsonObject(exchange.request);
    const begun = await startAdminRecovery(deps.flows, 'link', {
      identityId: identityId(body),
      lifespanMs: lifespan(body),
      type: 'browser',
      returnTo: exchange.get('return_to'),
    });
    if (!begun) throw bad('There is no such identity.');
    return json(200, { recovery_link: begun.link, expires_at: begun.expiresAt.toISOString() });
  };
  return [
    adminRoute('createRecoveryCodeForIdentity', 'POST', '/admin/recovery/code', code),
    adminRoute('createRecoveryLinkForIdentity', 'POST', '/admin/recovery/link', link),
  ];
}
