import { uiText } from '@zelos/contract';
import type { VerificationFlow } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { flowReplaced } from '../pipeline/announce.ts';
import type { FlowPolicy } from '../policy.ts';
import type { FlowDeps } from '../types.ts';
import { completeVerification } from './complete.ts';
import { successorOfVerification } from './start.ts';

/** Verification is off unless it is configured (contract: 400 without an id). */
export function assertVerificationEnabled(deps: FlowDeps): void {
  if (deps.settings.verification.enabled) return;
  throw new ProtocolError(400, { reason: 'Verification is not allowed: the administrator has switched it off.' });
}

/** Where the button of a passed verification leads; a target that is not allowed any more falls back quietly. */
export function continueUrl(deps: FlowDeps, flow: VerificationFlow): string {
  try {
    return deps.returnTo.after('verification', undefined, flow.returnTo);
  } catch (error) {
    if (error instanceof ProtocolError) return deps.returnTo.after('verification', undefined, undefined);
    throw error;
  }
}

export const verificationPolicy: FlowPolicy<'verification'> = {
  kind: 'verification',
  settings: (deps) => deps.settings.verification,
  nobodyAnswers: () => uiText(4010006),
  expired: (context) => uiText(4070005, context),
  order: () => null,
  continueUrl: (deps, flow) => (flow.state === 'passed_challenge' ? continueUrl(deps, flow) : null),
  schema: () => null,
  firstScreen: () => 'unified',
  owner: async () => null,
  remember: () => ({}),
  gate: () => ({ then: 'continue' }),
  successor: successorOfVerification,
  announce: (_deps, old, fresh, why) =>
    why === 'expired' || old.active === 'link' ? { as: 'refetch' } : { as: 'error', error: flowReplaced(fresh) },
  complete: completeVerification,
};
