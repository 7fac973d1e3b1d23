import type { Issue } from '../../kernel/issue.ts';
import type { VerificationFlow } from '../../kernel/flow.ts';
import { beginFlow, blankFlow, passingUrl } from '../pipeline/start.ts';
import type { FlowDeps, FlowRequest, FlowResult, InitQuery } from '../types.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { assertVerificationEnabled, verificationPolicy } from './policy.ts';

/** The method that proves addresses, as configured; it has to be switched on itself. */
function assertMethod(deps: FlowDeps): 'code' | 'link' {
  const { use } = deps.settings.verification;
  if (deps.methods.some((method) => method.id === use && method.enabled)) return use;
  throw new ProtocolError(400, { reason: 'The method that verifies addresses is switched off.' });
}

/** Begins a verification flow (contract: verification, section 3.1). */
export async function startVerification(deps: FlowDeps, query: InitQuery, request: FlowRequest): Promise<FlowResult> {
  assertVerificationEnabled(deps);
  if (query.returnTo) deps.returnTo.check(query.returnTo);
  const active = assertMethod(deps);
  const blank = blankFlow(
    deps,
    verificationPolicy,
    request,
    { type: query.type, refresh: false, returnTo: query.returnTo },
    { identityId: null },
  );
  return { is: 'flow', flow: await beginFlow(deps, verificationPolicy, { ...blank, active }, request) };
}

/** A fresh flow in the place of one that is expired or spent. Native flows stay native; what a mailed link opens is a browser's. */
export async function successorOfVerification(
  deps: FlowDeps,
  old: VerificationFlow,
  request: FlowRequest,
  issues: readonly Issue[],
  why: 'expired' | 'restart',
): Promise<VerificationFlow> {
  const active = assertMethod(deps);
  const fresh = blankFlow(
    deps,
    verificationPolicy,
    request,
    { type: request.facts.method === 'POST' ? old.type : 'browser', refresh: false, returnTo: old.returnTo },
    { identityId: null },
  );
  // A flow that was given up may be in other hands: its successor belongs to a new secret.
  const own =
    why === 'expired'
      ? { requestUrl: old.requestUrl }
      : {
          requestUrl: passingUrl(request, old.returnTo),
          ...(fresh.type === 'browser' ? { csrfSecret: request.nextSecret() } : {}),
        };
  return beginFlow(deps, verificationPolicy, { ...fresh, active, ...own }, request, issues);
}
