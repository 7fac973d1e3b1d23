import type { Issue } from '../../kernel/issue.ts';
import type { RecoveryFlow } from '../../kernel/flow.ts';
import { sessionAvailable } from '../login/start.ts';
import { beginFlow, blankFlow, inPlaceOf, methodInUse, successorQuery } from '../pipeline/start.ts';
import type { FlowDeps, FlowRequest, FlowResult, InitQuery } from '../types.ts';
import { assertRecoveryEnabled, recoveryPolicy } from './policy.ts';

/** The method of this kind of flow. Throws ProtocolError 400 when it is switched off. */
function activeMethod(deps: FlowDeps): 'code' | 'link' {
  return methodInUse(deps, deps.settings.recovery.use, 'recovers accounts');
}

/** The state in which a recovery begins: it depends on whether addresses are chosen (`choose_recovery_address`). */
function firstState(deps: FlowDeps, active: 'code' | 'link'): string {
  return active === 'code' && deps.settings.chooseRecoveryAddress ? 'recovery_awaiting_address' : 'choose_method';
}

/** A recovery flow that is not stored yet. */
export function blankRecovery(
  deps: FlowDeps,
  request: FlowRequest,
  query: InitQuery,
  active: 'code' | 'link',
): RecoveryFlow {
  return {
    ...blankFlow(deps, recoveryPolicy, request, query, { identityId: null }),
    active,
    state: firstState(deps, active),
  };
}

/** Begins a recovery flow (contract: recovery, section 2.1). */
export async function startRecovery(deps: FlowDeps, query: InitQuery, request: FlowRequest): Promise<FlowResult> {
  assertRecoveryEnabled(deps);
  if (query.returnTo) deps.returnTo.check(query.returnTo);
  const active = activeMethod(deps);
  if (request.current) {
    if (query.type === 'api' || request.facts.isJson || request.facts.acceptsJson) throw sessionAvailable();
    const own = query.returnTo ? deps.returnTo.own(query.returnTo) : null;
    return { is: 'go', status: 302, url: own ?? deps.returnTo.global };
  }
  const flow = blankRecovery(deps, request, { type: query.type, refresh: false, returnTo: query.returnTo }, active);
  return { is: 'flow', flow: await beginFlow(deps, recoveryPolicy, flow, request) };
}

/** A fresh flow in the place of one that is expired or given up. */
export async function successorOfRecovery(
  deps: FlowDeps,
  old: RecoveryFlow,
  request: FlowRequest,
  issues: readonly Issue[],
  why: 'expired' | 'restart',
): Promise<RecoveryFlow> {
  const active = activeMethod(deps);
  const fresh = blankRecovery(deps, request, successorQuery(old, request), active);
  const own = inPlaceOf(old, fresh.type, request, why);
  return beginFlow(deps, recoveryPolicy, { ...fresh, ...own }, request, issues);
}
