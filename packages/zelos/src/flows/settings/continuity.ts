import { createHash } from 'node:crypto';
import type { JsonObject } from '@zelos/contract';
import type { RawFields } from '../../kernel/fields.ts';
import type { SettingsFlow } from '../../kernel/flow.ts';
import type { FlowDeps, FlowRequest, FlowResult } from '../types.ts';

/** How long a paused submission can be picked up again, in milliseconds (contract: settings, section 1.6; better.md B16). */
export const CONTINUITY_LIFESPAN_MS = 15 * 60_000;

const PURPOSE = 'continuity:settings';
const TOKEN_LENGTH = 43;

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** What the sealed text is bound to: only this flow and this person can open it again. */
function context(flow: SettingsFlow): string {
  return `${PURPOSE}|${flow.id}|${flow.identityId}`;
}

function serialise(fields: RawFields): JsonObject {
  return fields.source === 'json'
    ? { source: 'json', value: fields.value }
    : { source: 'form', values: [...fields.values].map(([key, list]) => [key, [...list]]) };
}

function parse(text: string): RawFields {
  const stored = JSON.parse(text) as
    | { source: 'json'; value: JsonObject }
    | { source: 'form'; values: [string, string[]][] };
  return stored.source === 'json' ? stored : { source: 'form', values: new Map(stored.values) };
}

/** Where the session is proven again; leads back to the submit, which then finds the paused submission. */
function refreshUrl(deps: FlowDeps, flow: SettingsFlow): string {
  const url = new URL(`${deps.settings.publicUrl}self-service/login/browser?refresh=true`);
  url.searchParams.set('return_to', `${deps.settings.publicUrl}self-service/settings?flow=${flow.id}`);
  return url.href;
}

/**
 * Keeps a submission until its person has signed in again: encrypted, single use, for a quarter of an hour, and only for
 * this flow and identity. Native clients submit again by themselves, nothing is kept for them.
 */
export async function pauseSubmission(
  deps: FlowDeps,
  flow: SettingsFlow,
  _request: FlowRequest,
  fields: RawFields,
): Promise<FlowResult> {
  const url = refreshUrl(deps, flow);
  if (flow.type === 'api') return { is: 'refresh_required', flow, url, continuity: null };
  const token = deps.random.token(TOKEN_LENGTH);
  const now = deps.clock.now();
  await deps.database.secrets.put({
    id: deps.random.uuid(),
    purpose: PURPOSE,
    flowId: flow.id,
    digest: digest(token),
    data: { sealed: deps.cipher.seal(JSON.stringify(serialise(fields)), context(flow)) },
    createdAt: now,
    expiresAt: new Date(now.getTime() + CONTINUITY_LIFESPAN_MS),
  });
  return { is: 'refresh_required', flow, url, continuity: { flowId: flow.id, token } };
}

/** The paused submission that the browser's cookie names, once; null when there is none (any more). */
export async function resumeSubmission(
  deps: FlowDeps,
  flow: SettingsFlow,
  request: FlowRequest,
): Promise<RawFields | null> {
  const { continuity } = request;
  if (!continuity || continuity.flowId !== flow.id) return null;
  const data = await deps.database.secrets.consume(PURPOSE, flow.id, [digest(continuity.token)], deps.clock.now());
  const sealed = data?.['sealed'];
  if (typeof sealed !== 'string') return null;
  const text = deps.cipher.open(sealed, context(flow));
  return text === null ? null : parse(text);
}

/** A new settings flow gives up whatever this browser had paused before. */
export async function abortPaused(deps: FlowDeps, request: FlowRequest): Promise<void> {
  if (request.continuity) await deps.database.secrets.revoke(PURPOSE, request.continuity.flowId, deps.clock.now());
}
