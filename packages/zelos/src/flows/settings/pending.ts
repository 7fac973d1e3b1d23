import { createHash } from 'node:crypto';
import { type JsonObject, uiText } from '@zelos/contract';
import { patched, type SettingsFlow, type VerificationFlow } from '../../kernel/flow.ts';
import type { IdentityWithCredentials, VerifiableAddress } from '../../kernel/identity.ts';
import { PENDING_CHANGE, type PendingChangeNote, pendingChange } from '../../kernel/pending-change.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import type { SessionWithIdentity } from '../../kernel/session.ts';
import type { Effect } from '../../ports/effect.ts';
import { ConflictError, type Store } from '../../ports/store.ts';
import { applyEffects, applyLateEffects, type EffectContext, effectContext } from '../pipeline/effects.ts';
import { drawForm, withFormNotes } from '../pipeline/form.ts';
import type { Completion } from '../policy.ts';
import type { FlowDeps, FlowRequest } from '../types.ts';
import { prepareVerification, writeVerification } from '../verification/begin.ts';
import { verificationPolicy } from '../verification/policy.ts';
import { changed, unlessEmpty } from './change.ts';
import { settingsPolicy } from './policy.ts';

/** What is kept of a change until its new address is proven. */
interface Proposal {
  readonly traits: JsonObject;
  readonly session_id: string;
  /** The settings flow that asked for it. */
  readonly flow_id: string;
  /** The account as it was: a change is only good for what it was made from. */
  readonly fingerprint: string;
}

/** Thrown inside the transaction to take it back: the change is not to be had any more. */
class ChangeGone extends Error {}

/** The same text whatever the order of members. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}

/** Changes with the traits and with the password: after either a pending change is worth nothing (SR-RC-06). */
function fingerprint(identity: IdentityWithCredentials): string {
  const password = identity.credentials.find((credential) => credential.type === 'password')?.config ?? null;
  return createHash('sha256')
    .update(canonical([identity.traits, password]))
    .digest('hex');
}

function context(flowId: string, identityId: string): string {
  return `${PENDING_CHANGE}|${flowId}|${identityId}`;
}

/** The one permit of a verification flow; ids of flows are no secrets, but the proof has been judged before it is used. */
function permit(flowId: string): string {
  return createHash('sha256').update(flowId).digest('hex');
}

/**
 * Holds a change back until its new address is proven (contract: settings, section 1.11). Nothing of it is applied; an
 * earlier change that waits is given up.
 */
export async function holdChange(
  deps: FlowDeps,
  change: {
    readonly flow: SettingsFlow;
    readonly before: IdentityWithCredentials;
    /** The account with the change laid over it. */
    readonly identity: IdentityWithCredentials;
    readonly address: VerifiableAddress;
  },
  request: FlowRequest,
  transientPayload: JsonObject,
): Promise<Completion> {
  const { flow, before, identity, address } = change;
  const { current } = request;
  if (!current) throw new ProtocolError(401, { reason: 'No active session was found in this request.' });
  const owner = await deps.database.identities.findVerifiableAddress(address.via, address.value);
  if (owner && owner.identity.id !== identity.id) return { end: 'form', issues: [{ message: uiText(4000007) }] };
  const prepared = await prepareVerification(deps, flow, identity, address, request, transientPayload, 'keep');
  if (!prepared) {
    throw new ProtocolError(500, {
      id: 'invalid_configuration',
      reason: 'New addresses have to be verified first, but verification is switched off.',
    });
  }
  const now = deps.clock.now();
  const proposal: Proposal = {
    traits: identity.traits,
    session_id: current.session.id,
    flow_id: flow.id,
    fingerprint: fingerprint(before),
  };
  const note: PendingChangeNote = {
    identity_id: identity.id,
    address: address.value,
    via: address.via,
    address_id: address.id,
    sealed: deps.cipher.seal(JSON.stringify(proposal), context(prepared.flow.id, identity.id)),
  };
  const verification = { ...prepared, flow: patched(prepared.flow, pendingChange.write(prepared.flow, note)) };
  const waiting = {
    ...patched(flow, { state: 'show_form', internal: withFormNotes(flow, { values: {}, screen: 'unified' }) }),
    updatedAt: now,
  };
  const shown = { ...waiting, ui: await drawForm(deps, settingsPolicy, waiting, request, { owner: identity }) };
  await deps.database.transaction(async (tx) => {
    await tx.secrets.revoke(PENDING_CHANGE, identity.id, now);
    await tx.secrets.put({
      id: deps.random.uuid(),
      purpose: PENDING_CHANGE,
      flowId: identity.id,
      digest: permit(verification.flow.id),
      data: {},
      createdAt: now,
      expiresAt: verification.flow.expiresAt,
    });
    await writeVerification(deps, tx, verification, now);
    await tx.flows.save(shown);
  });
  return {
    end: 'result',
    result: { is: 'change_pending', flow: shown, verification, transientPayload: unlessEmpty(transientPayload) },
  };
}

function isAlive(session: SessionWithIdentity | null, identityId: string, now: Date): boolean {
  return session !== null && session.active && session.expiresAt > now && session.identityId === identityId;
}

function readProposal(deps: FlowDeps, flow: VerificationFlow, note: PendingChangeNote): Proposal | null {
  const text = deps.cipher.open(note.sealed, context(flow.id, note.identity_id));
  return text === null ? null : (JSON.parse(text) as Proposal);
}

/** The account with the change laid over it, and its new address proven; null when the change is not to be had any more. */
async function weighChange(deps: FlowDeps, flow: VerificationFlow, note: PendingChangeNote, now: Date) {
  const proposal = readProposal(deps, flow, note);
  if (!proposal) return null;
  const { identities, sessions, flows } = deps.database;
  const session = await sessions.get(proposal.session_id);
  const before = await identities.getWithCredentials(note.identity_id);
  const origin = await flows.get('settings', proposal.flow_id);
  if (!before || !origin || before.state !== 'active' || !isAlive(session, before.id, now)) return null;
  if (fingerprint(before) !== proposal.fingerprint) return null;
  const { identity, violations } = changed(deps, before, { method: 'profile', traits: proposal.traits }, now);
  if (violations.length > 0) return null;
  const proven = (address: VerifiableAddress) => address.via === note.via && address.value === note.address;
  const verifiableAddresses = identity.verifiableAddresses.map((address) =>
    proven(address)
      ? ({ ...address, verified: true, status: 'completed', verifiedAt: now, updatedAt: now } as const)
      : address,
  );
  return { before, origin, proposal, identity: { ...identity, verifiableAddresses } };
}

/** Writes the change with the permit, all or nothing: of any number of proofs at the same time one applies it. */
async function writeChange(
  tx: Store,
  change: {
    readonly identity: IdentityWithCredentials;
    readonly sessionId: string;
    readonly flow: VerificationFlow;
  },
  effects: readonly Effect[],
  context: EffectContext,
): Promise<void> {
  const { identity, sessionId, flow } = change;
  const { now } = context;
  if ((await tx.secrets.consume(PENDING_CHANGE, identity.id, [permit(flow.id)], now)) === null) throw new ChangeGone();
  if (!isAlive(await tx.sessions.get(sessionId), identity.id, now)) throw new ChangeGone();
  await tx.identities.update(identity);
  await applyEffects(tx, effects, context);
  await tx.flows.save(flow);
}

/**
 * Applies the change that a verification was begun for, now that its address is proven (contract: settings, section 1.11;
 * verification, section 3.6). The session that asked for it must still be alive, the account must not have changed since.
 */
export async function applyPendingChange(
  deps: FlowDeps,
  flow: VerificationFlow,
  note: PendingChangeNote,
  effects: readonly Effect[],
  request: FlowRequest,
): Promise<Completion> {
  const now = deps.clock.now();
  const gone: Completion = {
    end: 'form',
    status: 200,
    accepted: true,
    issues: [{ message: uiText(flow.active === 'link' ? 4070001 : 4070006) }],
  };
  const change = await weighChange(deps, flow, note, now);
  if (!change) return gone;
  const { before, origin, proposal, identity } = change;
  const { hooks } = deps.settings.settings;
  const event = { flow: origin, before, identity, method: 'profile', request: request.facts, transientPayload: {} };
  const along = await hooks.run({ at: 'settings.persist', ...event });
  if (along.then === 'abort') throw along.error;
  if (along.then !== 'continue') return { end: 'form', issues: along.then === 'refuse' ? along.issues : [] };
  const passed = { ...patched(flow, { state: 'passed_challenge', completedAt: now }), updatedAt: now };
  const ui = await drawForm(deps, verificationPolicy, passed, request, {
    issues: [{ message: uiText(note.via === 'email' ? 1080002 : 1080005) }],
  });
  const finished = { ...passed, ui };
  const sessionId = proposal.session_id;
  const context = effectContext(deps, request.facts, now, { identityId: identity.id, sessionId });
  try {
    await deps.database.transaction((tx) =>
      writeChange(tx, { identity, sessionId, flow: finished }, [...effects, ...along.effects], context),
    );
  } catch (error) {
    if (error instanceof ChangeGone || (error instanceof ConflictError && error.on === 'version')) return gone;
    if (error instanceof ConflictError) return { end: 'form', issues: [{ message: uiText(4000007) }] };
    throw error;
  }
  const late = await hooks.run({ at: 'settings.post_persist', ...event });
  if (late.then === 'abort') throw late.error;
  // The address is proven and the change made, whatever a hook says now (contract: verification, section 3.4).
  if (late.then === 'refuse') return { end: 'restart', issues: late.issues, cause: null };
  if (late.then === 'continue') await applyLateEffects(deps.database, late.effects, context);
  return { end: 'result', result: { is: 'form', flow: finished, status: 200, refused: false } };
}
