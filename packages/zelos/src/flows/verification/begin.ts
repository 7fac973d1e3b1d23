import type { JsonObject } from '@zelos/contract';
import { type FlowBase, flowPage } from '../../kernel/flow.ts';
import type { IdentityWithCredentials, VerifiableAddress } from '../../kernel/identity.ts';
import type { Effect } from '../../ports/effect.ts';
import type { Store } from '../../ports/store.ts';
import { applyEffects, effectContext } from '../pipeline/effects.ts';
import { stepOf } from '../pipeline/form.ts';
import { blankFlow, drawNewFlow } from '../pipeline/start.ts';
import type { FlowDeps, FlowRequest, StartedVerification } from '../types.ts';
import { verificationPolicy } from './policy.ts';

/** A verification that is decided: its flow, and the writes that send the proof. */
export interface PreparedVerification extends StartedVerification {
  readonly effects: readonly Effect[];
  readonly addressId: string;
  /** Who causes it. */
  readonly clientAddress: string;
}

/** The parent's target after verification, when its init asked for one. */
function returnToOf(parent: FlowBase): string | undefined {
  if (!URL.canParse(parent.requestUrl)) return parent.returnTo;
  return new URL(parent.requestUrl).searchParams.get('after_verification_return_to') || parent.returnTo;
}

/**
 * Prepares the verification of an address on behalf of another flow: a sign-up, a sign-in, a change of settings
 * (contract: verification, section 3.7). Null when verification or its method is switched off, or
 * cannot reach the address.
 */
export async function prepareVerification(
  deps: FlowDeps,
  parent: FlowBase,
  identity: IdentityWithCredentials,
  address: VerifiableAddress,
  request: FlowRequest,
  transientPayload: JsonObject,
  secret: 'rotate' | 'keep' = 'rotate',
): Promise<PreparedVerification | null> {
  const { enabled, use, uiUrl } = deps.settings.verification;
  const method = deps.methods.find((m) => m.id === use && m.enabled);
  const step = method ? stepOf(method, 'verification') : undefined;
  if (!enabled || !step?.begin) return null;
  const blank = {
    ...blankFlow(
      deps,
      verificationPolicy,
      request,
      { type: parent.type, refresh: false, returnTo: returnToOf(parent) },
      { identityId: identity.id },
    ),
    requestUrl: parent.requestUrl,
    active: use,
    // What was prepared for an unknown visitor ends here: the new flow belongs to a new secret.
    csrfSecret: parent.type === 'api' ? '' : secret === 'rotate' ? request.nextSecret() : request.browserSecret(),
  };
  const begun = step.begin(blank, {
    identity,
    address,
    transientPayload,
    acceptLanguage: request.facts.header('accept-language'),
  });
  if (!begun) return null;
  const flow = await drawNewFlow(
    deps,
    verificationPolicy,
    { ...blank, ...begun.patch, active: use } as typeof blank,
    request,
    begun.issues,
  );
  const url = flowPage(uiUrl, flow.id);
  const { clientAddress } = request.facts;
  return { flow, address: address.value, url, effects: begun.effects, addressId: address.id, clientAddress };
}

/** The identity as it is once that verification is written: its proof goes out with the commit. */
export function withProofSent(
  identity: IdentityWithCredentials,
  verification: PreparedVerification | null,
): IdentityWithCredentials {
  if (!verification) return identity;
  return {
    ...identity,
    verifiableAddresses: identity.verifiableAddresses.map((address) =>
      address.id === verification.addressId ? { ...address, status: 'sent' } : address,
    ),
  };
}

/** Writes a prepared verification inside the transaction of its parent. */
export async function writeVerification(
  deps: FlowDeps,
  tx: Store,
  prepared: PreparedVerification,
  now: Date,
): Promise<void> {
  await tx.flows.create(prepared.flow);
  const { identityId } = prepared.flow;
  await applyEffects(tx, prepared.effects, effectContext(deps, prepared, now, { identityId }));
}

/** The first address that nobody has proven yet. */
export function firstUnverified(identity: IdentityWithCredentials): VerifiableAddress | undefined {
  return identity.verifiableAddresses.find((address) => !address.verified && address.value !== '');
}
