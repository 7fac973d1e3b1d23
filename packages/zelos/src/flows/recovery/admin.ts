import type { FlowType } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { applyEffects, effectContext } from '../pipeline/effects.ts';
import { drawForm, stepOf, withFormNotes } from '../pipeline/form.ts';
import type { FlowDeps, FlowRequest } from '../types.ts';
import { recoveryPolicy } from './policy.ts';
import { blankRecovery } from './start.ts';

/** What an administrator hands to somebody. */
export interface AdminRecovery {
  readonly link: string;
  readonly secret: string;
  readonly expiresAt: Date;
}

/** The request of an administrator is nobody's browser. */
function nobodysRequest(url: URL): FlowRequest {
  const nothing = { header: undefined, cookies: [], bearer: undefined };
  return {
    facts: {
      requestId: undefined,
      method: 'POST',
      url,
      clientAddress: '',
      deviceAddress: '',
      userAgent: '',
      location: '',
      isJson: true,
      acceptsJson: true,
      fromScript: false,
      origin: undefined,
      cookieNames: [],
      csrfSecrets: [],
      presented: nothing,
      signal: new AbortController().signal,
      header: () => undefined,
    },
    current: null,
    continuity: null,
    browserSecret: () => '',
    nextSecret: () => '',
  };
}

/**
 * Begins a recovery for somebody: the flow waits for the code or link that is returned, and nothing is mailed.
 * @returns null when there is no such identity
 */
export async function startAdminRecovery(
  deps: FlowDeps,
  methodId: 'code' | 'link',
  order: {
    readonly identityId: string;
    readonly lifespanMs: number | undefined;
    readonly type: FlowType;
    readonly returnTo: string | undefined;
  },
): Promise<AdminRecovery | null> {
  const method = deps.methods.find((m) => m.id === methodId && m.enabled);
  const step = method ? stepOf(method, 'recovery') : undefined;
  if (!step?.handOut)
    throw new ProtocolError(404, { reason: 'This recovery method has been switched off by the administrator.' });
  if (order.returnTo) deps.returnTo.check(order.returnTo);
  const identity = await deps.database.identities.get(order.identityId);
  if (!identity) return null;
  const url = new URL(`${deps.settings.publicUrl}self-service/recovery/${order.type === 'api' ? 'api' : 'browser'}`);
  if (order.returnTo) url.searchParams.set('return_to', order.returnTo);
  const request = nobodysRequest(url);
  const blank = blankRecovery(deps, request, { type: order.type, refresh: false, returnTo: order.returnTo }, methodId);
  const handed = step.handOut(blank, identity, order.lifespanMs);
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + handed.lifespanMs);
  const patched = { ...blank, ...handed.patch, active: methodId, expiresAt } as typeof blank;
  const noted = { ...patched, internal: withFormNotes(patched, { values: {}, screen: 'unified' }) };
  const flow = { ...noted, ui: await drawForm(deps, recoveryPolicy, noted, request) };
  await deps.database.transaction(async (tx) => {
    await tx.flows.create(flow);
    const context = effectContext(deps, request.facts, now, { identityId: identity.id });
    await applyEffects(tx, handed.effects, context);
  });
  return { link: handed.link(deps.settings.recovery.uiUrl), secret: handed.secret, expiresAt };
}
