import type { JsonObject } from '@zelos/contract';
import { type Identity, type IdentityWithCredentials, namesOf, type VerifiableAddress } from '../../kernel/identity.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import type { Effect } from '../../ports/effect.ts';

/** Where a code can be sent. */
export interface Address {
  readonly address: string;
  readonly via: 'email' | 'sms';
}

/** The channel of an address: without an @ it is taken for a phone number. */
export function viaOf(address: string): 'email' | 'sms' {
  return address.includes('@') ? 'email' : 'sms';
}

/** Addresses of the code credential, sorted; without any and with the fallback on, the verifiable ones. */
export function addressesOf(identity: IdentityWithCredentials, fallback: boolean): readonly Address[] {
  const stored = identity.credentials.find((c) => c.type === 'code')?.config['addresses'];
  const list: Address[] = [];
  for (const entry of Array.isArray(stored) ? (stored as readonly JsonObject[]) : []) {
    const { address, channel } = entry;
    if (typeof address === 'string') list.push({ address, via: channel === 'sms' ? 'sms' : 'email' });
  }
  const all =
    list.length > 0 || !fallback ? list : identity.verifiableAddresses.map((a) => ({ address: a.value, via: a.via }));
  return [...all].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** Whether an address that a code was sent to is the person's to this day, as where codes go or as a name (SR-OB-02). */
export function isStillTheirs(identity: IdentityWithCredentials, data: JsonObject): boolean {
  const { address } = data;
  if (typeof address !== 'string') return false;
  const known = [...addressesOf(identity, false).map((one) => one.address), ...namesOf(identity)];
  return known.some((one) => one === address || normalizeIdentifier(one) === normalizeIdentifier(address));
}

/** A code that came back proves the address that it was sent to. */
export function verifiedEffect(identity: Identity, data: JsonObject): readonly Effect[] {
  const known = identity.verifiableAddresses.find((a) => a.value === data['address'] && a.via === data['via']);
  return known && !known.verified
    ? [{ do: 'mark_address', identityId: identity.id, addressId: known.id, verified: true, status: 'completed' }]
    : [];
}

/** The identity as it is once that proof is written. */
export function withProof(identity: IdentityWithCredentials, data: JsonObject, now: Date): IdentityWithCredentials {
  const proven = (address: VerifiableAddress) =>
    !address.verified && address.value === data['address'] && address.via === data['via'];
  if (!identity.verifiableAddresses.some(proven)) return identity;
  return {
    ...identity,
    verifiableAddresses: identity.verifiableAddresses.map((address) =>
      proven(address) ? { ...address, verified: true, status: 'completed', verifiedAt: now, updatedAt: now } : address,
    ),
  };
}
