import type { VerificationFlow } from '../kernel/flow.ts';
import type { Identity } from '../kernel/identity.ts';
import { normalizeIdentifier } from '../kernel/normalize.ts';
import { pendingChange } from '../kernel/pending-change.ts';
import type { Effect } from '../ports/effect.ts';
import type { Identities } from '../ports/store.ts';

/** Whose address a proof goes to. */
export interface ProofOwner {
  readonly identity: Identity;
  readonly addressId: string;
}

/** Where the proof of a verification goes. */
export interface ProofTarget {
  /** The address as it was typed, or as the pending change has it. */
  readonly typed: string;
  readonly address: string;
  readonly via: 'email' | 'sms';
  /** Whose address it is; null when nobody has it. */
  readonly owner: ProofOwner | null;
}

/**
 * Decides where another proof of a flow goes. The flow of a pending change sends to its new address, whatever address is
 * asked for (contract: verification, section 3.6); `taken` when somebody else has got that address meanwhile.
 */
export async function proofTarget(
  identities: Pick<Identities, 'findVerifiableAddress' | 'getWithCredentials'>,
  flow: VerificationFlow,
  typed: string,
  via: 'email' | 'sms',
): Promise<ProofTarget | 'taken'> {
  const pending = pendingChange.read(flow);
  if (!pending) {
    const address = normalizeIdentifier(typed);
    return { typed, address, via, owner: await identities.findVerifiableAddress(via, address) };
  }
  const known = await identities.findVerifiableAddress(pending.via, pending.address);
  if (known && known.identity.id !== pending.identity_id) return 'taken';
  // The address of a pending change belongs to nobody yet: its proof goes to whoever asked for the change.
  const asking = await identities.getWithCredentials(pending.identity_id);
  const owner = asking ? { identity: asking, addressId: pending.address_id } : null;
  return { typed: pending.address, address: pending.address, via: pending.via, owner };
}

/** The write that notes a proof on its way; for an unknown address another row is written (AB-42). */
export function markSent(flow: VerificationFlow, owner: ProofOwner | null): Effect {
  return {
    do: 'mark_address',
    identityId: owner?.identity.id ?? flow.id,
    addressId: owner?.addressId ?? flow.id,
    status: 'sent',
  };
}
