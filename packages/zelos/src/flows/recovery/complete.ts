import { timeContext, uiText } from '@zelos/contract';
import { flowPage, type FlowType, patched, type RecoveryFlow } from '../../kernel/flow.ts';
import { type IdentityWithCredentials, namesOf } from '../../kernel/identity.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { PENDING_CHANGE } from '../../kernel/pending-change.ts';
import type { Session } from '../../kernel/session.ts';
import type { DoneByKind } from '../../methods/api.ts';
import type { Effect } from '../../ports/effect.ts';
import { tokenDigest } from '../../sessions/tokens.ts';
import { applyEffects, effectContext } from '../pipeline/effects.ts';
import { drawForm } from '../pipeline/form.ts';
import { drawNewFlow, passingUrl } from '../pipeline/start.ts';
import type { FlowPolicy } from '../policy.ts';
import { settingsPolicy } from '../settings/policy.ts';
import { blankSettings } from '../settings/start.ts';
import type { FlowDeps, FlowRequest } from '../types.ts';
import { recoveryNotices } from './notice.ts';
import { recoveryPolicy } from './policy.ts';

/** The address that received the proof belongs to its owner: it counts as verified from now on. */
function verifiedBy(identity: IdentityWithCredentials, address: DoneByKind['recovery']['address']): readonly Effect[] {
  const known = identity.verifiableAddresses.find(
    (a) => address !== null && a.via === address.via && a.value === normalizeIdentifier(address.value),
  );
  return known
    ? [{ do: 'mark_address', identityId: identity.id, addressId: known.id, verified: true, status: 'completed' }]
    : [];
}

/** What an administrator hands out was sent to no address. */
function stillRecovers(identity: IdentityWithCredentials, address: DoneByKind['recovery']['address']): boolean {
  if (address === null) return true;
  const value = normalizeIdentifier(address.value);
  return identity.recoveryAddresses.some((a) => a.via === address.via && normalizeIdentifier(a.value) === value);
}

function skipsSettings(flow: RecoveryFlow): boolean {
  const value = URL.canParse(flow.requestUrl) ? new URL(flow.requestUrl).searchParams.get('skip_settings') : null;
  return value === 'true' || value === '1';
}

/** The settings flow in which a recovered person chooses what to sign in with from now on. */
async function settingsFlow(
  deps: FlowDeps,
  flow: RecoveryFlow,
  identity: IdentityWithCredentials,
  session: Session,
  request: FlowRequest,
  type: FlowType,
) {
  const { privilegedMaxAgeMs, uiUrl } = deps.settings.settings;
  const until = new Date(session.authenticatedAt.getTime() + privilegedMaxAgeMs);
  const returnTo = flow.returnTo ?? deps.returnTo.special('recovery', undefined) ?? undefined;
  // The form belongs to the secret that the browser gets together with its session.
  const secret = type === 'browser' ? request.nextSecret() : '';
  const blank = {
    ...blankSettings(deps, identity, request, { type, refresh: false, returnTo }),
    requestUrl: passingUrl(request, returnTo),
    csrfSecret: secret,
  };
  const message = uiText(1060001, {
    privilegedSessionExpiresAt: until.toISOString(),
    ...timeContext('privileged_session_expires_at', until),
  });
  const settings = await drawNewFlow(deps, settingsPolicy, blank, request, [{ message }]);
  return { flow: settings, url: flowPage(uiUrl, settings.id) };
}

/** Proven possession of an address becomes a session and a way into settings (contract: recovery, section 2.6). */
export const completeRecovery: FlowPolicy<'recovery'>['complete'] = async (
  deps,
  turn,
  done,
  { request, transientPayload },
) => {
  const { now } = turn;
  const { identityId, address, by, opensInBrowser = false } = done.result;
  const type = opensInBrowser ? 'browser' : turn.flow.type;
  const identity = await deps.database.identities.getWithCredentials(identityId);
  // Whom the proof was made for is gone, or has another address by now: it is worth nothing any more (SR-OB-02).
  if (!identity || !stillRecovers(identity, address)) {
    return opensInBrowser
      ? { end: 'restart', issues: [{ message: uiText(4060004) }], cause: null }
      : { end: 'form', status: 200, issues: [{ message: uiText(4060006) }] };
  }
  if (identity.state !== 'active') {
    const cause = new ProtocolError(400, { id: 'identity_disabled', reason: 'This account is disabled.' });
    return { end: 'restart', issues: [{ message: uiText(4010011) }], cause };
  }
  const draft = deps.issuer.open(identity, by, request.facts, now);
  const passed = {
    ...patched(turn.flow, { ...done.patch, state: 'passed_challenge', completedAt: now }),
    identityId,
    updatedAt: now,
    // The browser that is back in may look at the flow once more, with its new secret.
    ...(type === 'browser' ? { csrfSecret: request.nextSecret() } : {}),
  };
  const verdict = await deps.settings.recovery.hooks.run({
    at: 'recovery.after',
    flow: passed,
    identity,
    session: draft.session,
    request: request.facts,
    transientPayload,
  });
  if (verdict.then === 'abort') throw verdict.error;
  if (verdict.then !== 'continue')
    return { end: 'restart', issues: verdict.then === 'refuse' ? verdict.issues : [], cause: null };

  const flow = { ...passed, ui: await drawForm(deps, recoveryPolicy, passed, request) };
  const settings =
    skipsSettings(turn.flow) && !opensInBrowser
      ? null
      : await settingsFlow(deps, flow, identity, draft.session, request, type);
  const notices = deps.settings.recovery.notify
    ? recoveryNotices(identity, {
        now,
        transient: transientPayload,
        acceptLanguage: request.facts.header('accept-language'),
      })
    : [];
  // Whoever began a change before cannot finish it after the account was recovered (SR-RC-06).
  const forget: Effect = { do: 'forget_secrets', purpose: PENDING_CHANGE, flowId: identityId };
  await deps.database.transaction(async (tx) => {
    await tx.flows.save(flow);
    if (settings) await tx.flows.create(settings.flow);
    await tx.sessions.create(draft.session, tokenDigest(draft.token));
    await deps.attempts.forgive(tx.counters, namesOf(identity));
    const effects = [...(done.effects ?? []), ...verifiedBy(identity, address), forget, ...notices, ...verdict.effects];
    const who = { identityId, sessionId: draft.session.id };
    await applyEffects(tx, effects, effectContext(deps, request.facts, now, who));
  });
  const returnTo = deps.returnTo.after('recovery', undefined, flow.returnTo);
  return {
    end: 'result',
    result: {
      is: 'recovered',
      flow,
      session: draft.session,
      token: draft.token,
      settings,
      returnTo,
      opensInBrowser,
      transientPayload,
    },
  };
};
