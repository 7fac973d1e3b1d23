import type { JsonObject } from '@zelos/contract';
import { type FlowByKind, type FlowKind, type FlowType } from '../../kernel/flow.ts';
import type { Issue } from '../../kernel/issue.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { container } from '../../kernel/ui.ts';
import type { HookEvent } from '../../hooks/api.ts';
import type { IdentitySchema } from '../../identities/schemas/index.ts';
import type { FlowPolicy } from '../policy.ts';
import type { FlowDeps, FlowRequest, InitQuery } from '../types.ts';
import type { Effect } from '../../ports/effect.ts';
import { applyEffects, effectContext } from './effects.ts';
import { drawForm, withFormNotes } from './form.ts';
import { isUuid } from '../../kernel/uuid.ts';

type Own<K extends FlowKind> = Omit<FlowByKind[K], keyof FlowByKind['login']> &
  Partial<Pick<FlowByKind['login'], 'refresh' | 'requestedAal'>>;

/** The fields that every kind of flow begins with. */
export function blankFlow<K extends FlowKind>(
  deps: FlowDeps,
  policy: FlowPolicy<K>,
  request: FlowRequest,
  query: InitQuery,
  own: Own<K>,
): FlowByKind[K] {
  const now = deps.clock.now();
  const base = {
    id: deps.random.uuid(),
    kind: policy.kind,
    type: query.type,
    state: 'choose_method',
    issuedAt: now,
    expiresAt: new Date(now.getTime() + policy.settings(deps).lifespanMs),
    createdAt: now,
    updatedAt: now,
    requestUrl: request.facts.url.href,
    ...(query.returnTo ? { returnTo: query.returnTo } : {}),
    ui: container('', []),
    organizationId: query.organization && isUuid(query.organization) ? query.organization : null,
    ...(query.identitySchema ? { identitySchema: query.identitySchema } : {}),
    ...(query.loginChallenge ? { oauth2LoginChallenge: query.loginChallenge } : {}),
    csrfSecret: query.type === 'browser' ? request.browserSecret() : '',
    internal: {},
    continueWith: [],
    completedAt: null,
    ...own,
  };
  return base as unknown as FlowByKind[K];
}

/** The address of a request that began a flow by the way; carries on where that flow leads. */
export function passingUrl(request: FlowRequest, returnTo: string | undefined): string {
  const url = new URL(request.facts.url);
  if (returnTo) url.searchParams.set('return_to', returnTo);
  return url.href;
}

/**
 * What a fresh flow takes from the one whose place it takes. One that was given up may be in other hands: its successor
 * belongs to a new secret, and its address is that of the request.
 */
export function inPlaceOf(
  old: { readonly requestUrl: string; readonly returnTo?: string },
  type: FlowType,
  request: FlowRequest,
  why: 'expired' | 'restart',
): { readonly requestUrl: string; readonly csrfSecret?: string } {
  if (why === 'expired') return { requestUrl: old.requestUrl };
  return {
    requestUrl: passingUrl(request, old.returnTo),
    ...(type === 'browser' ? { csrfSecret: request.nextSecret() } : {}),
  };
}

/** How the successor of a flow begins. Native flows stay native; what a mailed link opens is a browser's. */
export function successorQuery(
  old: { readonly type: FlowType; readonly returnTo?: string },
  request: FlowRequest,
): InitQuery {
  const type = request.facts.method === 'POST' ? old.type : 'browser';
  return { type, refresh: false, returnTo: old.returnTo };
}

/** The method that a kind of flow is configured to use; it has to be switched on itself. */
export function methodInUse(deps: FlowDeps, use: 'code' | 'link', purpose: string): 'code' | 'link' {
  if (deps.methods.some((method) => method.id === use && method.enabled)) return use;
  throw new ProtocolError(400, { reason: `The method that ${purpose} is switched off.` });
}

/** The schema that the form of a flow is drawn from. A default that does not exist is found out here, not at start. */
export function flowSchema(deps: FlowDeps, flow: { readonly identitySchema?: string }): IdentitySchema {
  const id = flow.identitySchema ?? deps.settings.defaultSchemaId;
  const schema = deps.schemas.get(id);
  if (schema) return schema;
  throw new ProtocolError(500, { reason: `There is no identity schema "${id.slice(0, 100)}".` });
}

/** Refuses a schema that is unknown or not for self-service; the default one is always allowed. */
export function assertSelectableSchema(deps: FlowDeps, id: string | undefined): void {
  if (id === undefined || id === deps.settings.defaultSchemaId) return;
  const schema = deps.schemas.get(id);
  if (schema?.selfserviceSelectable) return;
  throw new ProtocolError(400, {
    reason: schema
      ? `The identity schema "${id.slice(0, 100)}" cannot be chosen by people themselves.`
      : `There is no identity schema "${id.slice(0, 100)}".`,
  });
}

/** A login challenge needs an OAuth2 server behind us; an empty one is a mistake of the caller. */
export function assertLoginChallenge(query: InitQuery): void {
  if (query.loginChallenge === undefined || query.type === 'api') return;
  if (query.loginChallenge === '') throw new ProtocolError(400, { reason: 'The login_challenge is empty.' });
  throw new ProtocolError(500, {
    id: 'invalid_configuration',
    reason: 'A login_challenge was given, but no OAuth2 provider is configured.',
  });
}

/** A new flow with its form drawn, stored nowhere yet. */
export async function drawNewFlow<K extends FlowKind>(
  deps: FlowDeps,
  policy: FlowPolicy<K>,
  flow: FlowByKind[K],
  request: FlowRequest,
  issues: readonly Issue[],
  unsorted = false,
): Promise<FlowByKind[K]> {
  const noted = {
    ...flow,
    internal: withFormNotes(flow, { values: {}, screen: policy.firstScreen(deps, flow) }),
  } as FlowByKind[K];
  return { ...noted, ui: await drawForm(deps, policy, noted, request, { issues, unsorted }) } as FlowByKind[K];
}

/** The answer when a hook refuses a flow before it exists: there is no form to show its messages in (hooks, section 3.2). */
function refusedBefore(issues: readonly Issue[]): ProtocolError {
  const messages = issues.map(({ message }): JsonObject => ({ ...message }));
  const reason = issues.map(({ message }) => message.text).join(' ');
  return new ProtocolError(400, { reason: reason.slice(0, 500), details: { messages } });
}

/** Draws the form of a new flow, runs the hooks before it, and stores it with the writes that it begins with. */
export async function beginFlow<K extends FlowKind>(
  deps: FlowDeps,
  policy: FlowPolicy<K>,
  flow: FlowByKind[K],
  request: FlowRequest,
  issues: readonly Issue[] = [],
  /** Set for a flow that has taken its first step already. */
  opened: { readonly effects: readonly Effect[]; readonly unsorted: boolean } = { effects: [], unsorted: false },
): Promise<FlowByKind[K]> {
  const drawn = await drawNewFlow(deps, policy, flow, request, issues, opened.unsorted);
  const { effects } = opened;
  const verdict = await policy
    .settings(deps)
    .hooks.run({ at: `${policy.kind}.before`, flow: drawn, request: request.facts } as HookEvent);
  if (verdict.then === 'abort') throw verdict.error;
  if (verdict.then === 'refuse') throw refusedBefore(verdict.issues);
  if (effects.length === 0) await deps.database.flows.create(drawn);
  else {
    const context = effectContext(deps, request.facts, deps.clock.now());
    await deps.database.transaction(async (tx) => {
      await tx.flows.create(drawn);
      await applyEffects(tx, effects, context);
    });
  }
  return drawn;
}
