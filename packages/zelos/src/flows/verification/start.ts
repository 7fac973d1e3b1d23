import type { Issue } from '../../kernel/issue.ts';
import type { VerificationFlow } from '../../kernel/flow.ts';
import { beginFlow, blankFlow, inPlaceOf, methodInUse, successorQuery } from '../pipeline/start.ts';
import type { FlowDeps, FlowRequest, FlowResult, InitQuery } from '../types.ts';
import { assertVerificationEnabled, verificationPolicy } from './policy.ts';

/** The method of this kind of flow. Throws ProtocolError 400 when it is switched off. */
function activeMethod(deps: FlowDeps): 'code' | 'link' {
  return methodInUse(deps, deps.settings.verification.use, 'verifies addresses');
}

/** Begins a verification flow (contract: verification, section 3.1). */
export async function startVerification(deps: FlowDeps, query: InitQuery, request: FlowRequest): Promise<FlowResult> {
  assertVerificationEnabled(deps);
  if (query.returnTo) deps.returnTo.check(query.returnTo);
  const active = activeMethod(deps);
  const blank = blankFlow(
    deps,
    verificationPolicy,
    request,
    { type: query.type, refresh: false, returnTo: query.returnTo },
    { identityId: null },
  );
  return { is: 'flow', flow: await beginFlow(deps, verificationPolicy, { ...blank, active }, request) };
}

/** A fresh flow in the place of one that is expired or spent. */
export async function successorOfVerification(
  deps: FlowDeps,
  old: VerificationFlow,
  request: FlowRequest,
  issues: readonly Issue[],
  why: 'expired' | 'restart',
): Promise<VerificationFlow> {
  const active = activeMethod(deps);
  const fresh = blankFlow(deps, verificationPolicy, request, successorQuery(old, request), { identityId: null });
  const own = inPlaceOf(old, fresh.type, request, why);
  return beginFlow(deps, verificationPolicy, { ...fresh, active, ...own }, request, issues);
}
