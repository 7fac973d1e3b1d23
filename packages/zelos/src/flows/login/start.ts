import { uiText } from '@zelos/contract';
import { type LoginFlow, patched } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import type { Aal } from '../../kernel/session.ts';
import type { Begun } from '../../methods/api.ts';
import { assertLoginChallenge, assertSelectableSchema, beginFlow, blankFlow } from '../pipeline/start.ts';
import type { Issue } from '../../kernel/issue.ts';
import type { FlowDeps, FlowRequest, FlowResult, InitQuery } from '../types.ts';
import { aal1Required, loginPolicy, nothingToDo } from './policy.ts';

function requestedAal(text: string | undefined): Aal {
  const aal = text?.toLowerCase() ?? 'aal1';
  if (aal === 'aal1' || aal === 'aal2') return aal;
  throw new ProtocolError(400, { reason: 'The assurance level must be aal1 or aal2.' });
}

/** The refusal to begin a flow for somebody who is signed in already. */
export function sessionAvailable(): ProtocolError {
  return new ProtocolError(400, {
    id: 'session_already_available',
    reason: 'A valid session exists already: sign out first, or ask for a refresh.',
  });
}

/** Begins a login flow (contract: login-registration, section 5). */
export async function startLogin(deps: FlowDeps, query: InitQuery, request: FlowRequest): Promise<FlowResult> {
  const aal = requestedAal(query.aal);
  if (query.returnTo) deps.returnTo.check(query.returnTo);
  assertSelectableSchema(deps, query.identitySchema);
  assertLoginChallenge(query);
  const session = request.current?.session;
  if (aal === 'aal2' && !session) throw aal1Required();
  // Without a session there is nothing to refresh: the flow is an ordinary one.
  const refresh = query.refresh && session !== undefined;
  if (nothingToDo(request, { refresh, requestedAal: aal })) {
    if (query.type === 'api' || request.facts.acceptsJson) throw sessionAvailable();
    return {
      is: 'already_signed_in',
      returnTo: query.returnTo ? deps.returnTo.check(query.returnTo) : deps.returnTo.global,
      status: 303,
      flow: null,
    };
  }
  const flow = blankFlow(deps, loginPolicy, request, aal === 'aal1' ? query : { ...query, identitySchema: undefined }, {
    refresh,
    requestedAal: aal,
  });
  const messages = [
    ...(refresh ? [{ message: uiText(1010003) }] : []),
    ...(aal === 'aal2' && session?.aal !== 'aal2' ? [{ message: uiText(1010004) }] : []),
  ];
  const opened = await openSecondFactor(deps, flow, query.via, request);
  if (!opened) return { is: 'flow', flow: await beginFlow(deps, loginPolicy, flow, request, messages) };
  const begun = opened.issues.length > 0;
  const next = patched(flow, opened.patch);
  return {
    is: 'flow',
    flow: await beginFlow(deps, loginPolicy, next, request, begun ? opened.issues : messages, {
      effects: opened.effects,
      unsorted: begun,
    }),
  };
}

/** Lets a second factor begin by itself where there is nothing to choose (contract: methods, section 2.4). */
async function openSecondFactor(
  deps: FlowDeps,
  flow: LoginFlow,
  via: string | undefined,
  request: FlowRequest,
): Promise<Begun | null> {
  const openers = deps.methods.filter((method) => method.enabled && method.login?.open);
  const session = request.current?.session;
  if (flow.requestedAal !== 'aal2' || openers.length === 0 || !session) return null;
  const identity = await deps.database.identities.getWithCredentials(session.identityId);
  if (!identity) return null;
  for (const method of openers) {
    const others = identity.credentials
      .filter((credential) => credential.type !== method.id)
      .reduce((sum, credential) => sum + deps.counting.count(credential).second, 0);
    const opening = { identity, others, via, request: request.facts, now: deps.clock.now() };
    const opened = await method.login?.open?.(flow, opening);
    if (opened) return opened;
  }
  return null;
}

/** The successor of an expired login flow: type, URL and schema carry over; refresh, level and OAuth2 challenge do not. */
export async function successorOfLogin(
  deps: FlowDeps,
  old: LoginFlow,
  request: FlowRequest,
  issues: readonly Issue[],
): Promise<LoginFlow> {
  if (nothingToDo(request, { refresh: false, requestedAal: 'aal1' })) throw sessionAvailable();
  const query: InitQuery = {
    type: old.type,
    refresh: false,
    returnTo: old.returnTo,
    identitySchema: old.identitySchema,
  };
  const fresh = blankFlow(deps, loginPolicy, request, query, { refresh: false, requestedAal: 'aal1' });
  return beginFlow(deps, loginPolicy, { ...fresh, requestUrl: old.requestUrl }, request, issues);
}
