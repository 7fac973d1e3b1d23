import type { RegistrationFlow } from '../../kernel/flow.ts';
import { sessionAvailable } from '../login/start.ts';
import { assertLoginChallenge, assertSelectableSchema, beginFlow, blankFlow } from '../pipeline/start.ts';
import type { Issue } from '../../kernel/issue.ts';
import type { FlowDeps, FlowRequest, FlowResult, InitQuery } from '../types.ts';
import { assertRegistrationEnabled, registrationPolicy } from './policy.ts';

/** Begins a registration flow (contract: login-registration, section 6). */
export async function startRegistration(deps: FlowDeps, query: InitQuery, request: FlowRequest): Promise<FlowResult> {
  assertRegistrationEnabled(deps);
  if (query.returnTo) deps.returnTo.check(query.returnTo);
  assertSelectableSchema(deps, query.identitySchema);
  assertLoginChallenge(query);
  if (request.current) {
    if (query.type === 'api' || request.facts.isJson) throw sessionAvailable();
    return {
      is: 'already_signed_in',
      returnTo: query.returnTo ? deps.returnTo.check(query.returnTo) : deps.returnTo.global,
      status: 303,
      flow: null,
    };
  }
  const flow = blankFlow(deps, registrationPolicy, request, query, {});
  return { is: 'flow', flow: await beginFlow(deps, registrationPolicy, flow, request) };
}

/** The successor of an expired or completed registration flow. */
export async function successorOfRegistration(
  deps: FlowDeps,
  old: RegistrationFlow,
  request: FlowRequest,
  issues: readonly Issue[],
): Promise<RegistrationFlow> {
  const query: InitQuery = {
    type: old.type,
    refresh: false,
    returnTo: old.returnTo,
    identitySchema: old.identitySchema,
  };
  const fresh = blankFlow(deps, registrationPolicy, request, query, {});
  return beginFlow(deps, registrationPolicy, { ...fresh, requestUrl: old.requestUrl }, request, issues);
}
