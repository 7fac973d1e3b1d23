import type { JsonObject } from '@zelos/contract';
import type { Identity, IdentityWithCredentials } from '../../kernel/identity.ts';
import type { Effect } from '../../ports/effect.ts';

/** Where a code can be sent. */
export interface Address {
  readonly address: string;
  readonly via: 'email' | 'sms';
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

/** A code that came back proves the address that it was sent to. */
export function verifiedEffect(identity: Identity, data: JsonObject): readonly Effect[] {
  const known = identity.verifiableAddresses.find((a) => a.value === data['address'] && a.via === data['via']);
  return known && !known.verified
    ? [{ do: 'mark_address', identityId: identity.id, addressId: known.id, verified: true, status: 'completed' }]
    : [];
}
