import type { SettingsFlow } from '../../kernel/flow.ts';
import type { Issue } from '../../kernel/issue.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import type { Session } from '../../kernel/session.ts';
import type { Identity } from '../../kernel/identity.ts';
import { beginFlow, blankFlow } from '../pipeline/start.ts';
import type { FlowDeps, FlowRequest, FlowResult, InitQuery } from '../types.ts';
import { abortPaused } from './continuity.ts';
import { settingsAal2Required, settingsPolicy } from './policy.ts';

/** A settings flow of a person that is not stored yet. The schema is the identity's own. */
export function blankSettings(
  deps: FlowDeps,
  identity: Identity,
  request: FlowRequest,
  query: InitQuery,
): SettingsFlow {
  const blank = blankFlow(deps, settingsPolicy, request, query, { identityId: identity.id });
  return { ...blank, state: 'show_form', identitySchema: identity.schemaId, organizationId: null };
}

/** Begins a settings flow (contract: settings, section 1.3). */
export async function startSettings(deps: FlowDeps, query: InitQuery, request: FlowRequest): Promise<FlowResult> {
  const { current, facts } = request;
  if (!current) {
    if (query.type === 'api' || facts.isJson || facts.acceptsJson) {
      throw new ProtocolError(401, { id: 'session_inactive', reason: 'There is no active session.' });
    }
    const login = new URL(`${deps.settings.publicUrl}self-service/login/browser`);
    if (query.returnTo) login.searchParams.set('return_to', query.returnTo);
    return { is: 'go', status: 303, url: login.href };
  }
  const { session } = current;
  if (!(await deps.satisfies(session as Pick<Session, 'aal' | 'identityId'>, deps.settings.settings.requiredAal))) {
    throw settingsAal2Required(deps, query.type === 'browser' && query.returnTo ? ownUrl(deps, request) : undefined);
  }
  if (query.returnTo) deps.returnTo.check(query.returnTo);
  await abortPaused(deps, request);
  return {
    is: 'flow',
    flow: await beginFlow(deps, settingsPolicy, blankSettings(deps, session.identity, request, query), request),
  };
}

/** The address of this very request below the public base URL. */
function ownUrl(deps: FlowDeps, request: FlowRequest): string {
  const { pathname, search } = request.facts.url;
  return `${deps.settings.publicUrl.replace(/\/$/, '')}${pathname}${search}`;
}

/** A fresh flow of the same person in the place of an expired one. */
export async function successorOfSettings(
  deps: FlowDeps,
  old: SettingsFlow,
  request: FlowRequest,
  issues: readonly Issue[],
): Promise<SettingsFlow> {
  const session = request.current?.session;
  if (!session) throw new ProtocolError(401, { reason: 'No active session was found in this request.' });
  const fresh = blankSettings(deps, session.identity, request, {
    type: old.type,
    refresh: false,
    returnTo: old.returnTo,
  });
  return beginFlow(deps, settingsPolicy, { ...fresh, requestUrl: old.requestUrl }, request, issues);
}
