import { uiText } from '@zelos/contract';
import { type RawFields, textField } from '../../kernel/fields.ts';
import type { RecoveryFlow } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { sessionAvailable } from '../login/start.ts';
import { flowExpired } from '../pipeline/announce.ts';
import type { FlowPolicy } from '../policy.ts';
import type { Announcement, FlowDeps, FlowRequest } from '../types.ts';
import { completeRecovery } from './complete.ts';
import { successorOfRecovery } from './start.ts';

/** Recovery is off unless it is configured (contract: 400 without an id). */
export function assertRecoveryEnabled(deps: FlowDeps): void {
  if (deps.settings.recovery.enabled) return;
  throw new ProtocolError(400, { reason: 'Recovery is not allowed: the administrator has switched it off.' });
}

/** True for a submit that proves something instead of asking for a proof: a code, or an opened link. */
function proves(flow: RecoveryFlow, request: FlowRequest, fields: RawFields): boolean {
  if (request.facts.method !== 'POST') return true;
  if (flow.active !== 'code') return textField(fields, 'token') !== undefined;
  if (flow.state === 'recovery_awaiting_code') return textField(fields, 'code') !== undefined;
  const plain = flow.state === 'sent_email' || flow.state === 'passed_challenge';
  return plain && textField(fields, 'email') === undefined;
}

/** People who are signed in need no recovery, except to finish one (contract: recovery, section 2.3). */
function gate(deps: FlowDeps, flow: RecoveryFlow, request: FlowRequest, fields: RawFields) {
  if (!request.current || proves(flow, request, fields)) return { then: 'continue' } as const;
  if (flow.type === 'api' || request.facts.isJson) throw sessionAvailable();
  return { then: 'answer', result: { is: 'go', status: 302, url: deps.returnTo.global } } as const;
}

/** How JSON clients hear of a successor: by redirect, or by `continue_with` where the configuration wants that. */
function announce(
  deps: FlowDeps,
  old: RecoveryFlow,
  fresh: RecoveryFlow,
  why: 'expired' | 'restart',
  cause: ProtocolError | null,
): Announcement {
  if (!deps.settings.continueWithTransitions) return { as: 'refetch' };
  const details = { continue_with: [{ action: 'show_recovery_ui', flow: { id: fresh.id } }] };
  if (why === 'expired') {
    if (old.type !== 'api') return { as: 'refetch' };
    const { siblings, reason } = flowExpired(deps.clock.now(), old, fresh);
    return {
      as: 'error',
      error: new ProtocolError(410, {
        id: 'self_service_flow_expired',
        details,
        ...(reason ? { reason } : {}),
        ...(siblings ? { siblings } : {}),
      }),
    };
  }
  return {
    as: 'error',
    error: new ProtocolError(cause?.status ?? 400, {
      ...(cause?.id ? { id: cause.id } : {}),
      reason: cause?.reason ?? 'The recovery cannot go on in this flow: go on with the one named in continue_with.',
      details,
    }),
  };
}

export const recoveryPolicy: FlowPolicy<'recovery'> = {
  kind: 'recovery',
  settings: (deps) => deps.settings.recovery,
  nobodyAnswers: () => uiText(4010005),
  expired: (context) => uiText(4060005, context),
  order: () => null,
  schema: () => null,
  echoesPayload: true,
  firstScreen: () => 'unified',
  owner: async () => null,
  remember: () => ({}),
  gate,
  successor: successorOfRecovery,
  announce,
  complete: completeRecovery,
};
