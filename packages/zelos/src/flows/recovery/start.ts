import type { Issue } from '../../kernel/issue.ts';
import type { RecoveryFlow } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { sessionAvailable } from '../login/start.ts';
import { beginFlow, blankFlow, passingUrl } from '../pipeline/start.ts';
import type { FlowDeps, FlowRequest, FlowResult, InitQuery } from '../types.ts';
import { assertRecoveryEnabled, recoveryPolicy } from './policy.ts';

/** The method that gets people back in, as configured; it has to be switched on itself. */
function assertMethod(deps: FlowDeps): 'code' | 'link' {
  const { use } = deps.settings.recovery;
  if (deps.methods.some((method) => method.id === use && method.enabled)) return use;
  throw new ProtocolError(400, { reason: 'The method that recovers accounts is switched off.' });
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
  const active = assertMethod(deps);
  if (request.current) {
    if (query.type === 'api' || request.facts.isJson || request.facts.acceptsJson) throw sessionAvailable();
    const own = query.returnTo ? deps.returnTo.own(query.returnTo) : null;
    return { is: 'go', status: 302, url: own ?? deps.returnTo.global };
  }
  const flow = blankRecovery(deps, request, { type: query.type, refresh: false, returnTo: query.returnTo }, active);
  return { is: 'flow', flow: await beginFlow(deps, recoveryPolicy, flow, request) };
}

/** A fresh flow in the place of one that is expired or given up. Native flows stay native; what a mailed link opens is a browser's. */
export async function successorOfRecovery(
  deps: FlowDeps,
  old: RecoveryFlow,
  request: FlowRequest,
  issues: readonly Issue[],
  why: 'expired' | 'restart',
): Promise<RecoveryFlow> {
  const active = assertMethod(deps);
  const fresh = blankRecovery(
    deps,
    request,
    { type: request.facts.method === 'POST' ? old.type : 'browser', refresh: false, returnTo: old.returnTo },
    active,
  );
  // A flow that was given up may be in other hands: its successor belongs to a new secret.
  const own =
    why === 'expired'
      ? { requestUrl: old.requestUrl }
      : {
          requestUrl: passingUrl(request, old.returnTo),
          ...(fresh.type === 'browser' ? { csrfSecret: request.nextSecret() } : {}),
        };
  return beginFlow(deps, recoveryPolicy, { ...fresh, ...own }, request, issues);
}
