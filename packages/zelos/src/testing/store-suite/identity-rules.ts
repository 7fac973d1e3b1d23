import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { IdentityWithCredentials } from '../../kernel/identity.ts';
import type { Database } from '../../ports/store.ts';
import { exampleCredential, exampleIdentity } from '../store-examples.ts';
import { conflicts, group, nextId, type OpenDatabase, together } from './group.ts';
import { created } from './identity-subjects.ts';

/** What belongs to one identity only, and how it is found by that. */
export function identityRulesSuite(open: OpenDatabase): void {
  group('identities: uniqueness', open, uniqueness);
  group('identities: lookup by identifier', open, lookups);
}

function uniqueness(database: () => Database): void {
  const sharing = (email: string, change: Partial<IdentityWithCredentials>) => {
    const id = nextId();
    return exampleIdentity({ id, email: `${id}@own.example`, ...change, traits: { email } });
  };

  it('an identifier belongs to one identity per credential type (SR-AZ-08)', async () => {
    const { identities } = database();
    const first = await created(database());
    const email = first.credentials[0]?.identifiers[0] ?? '';
    await conflicts(
      identities.create(sharing(email, { credentials: [exampleCredential('password', [email])] })),
      'identifier',
    );
    await identities.create(sharing(email, { credentials: [exampleCredential('code', [email])] }));
    await identities.create(sharing(email, { credentials: [exampleCredential('password', [email.toUpperCase()])] }));
  });

  it('200 parallel creations with one identifier make one identity (SR-AZ-08)', async () => {
    const email = 'race@example.org';
    const outcomes = await together(200, () =>
      database()
        .identities.create(sharing(email, { credentials: [exampleCredential('password', [email])] }))
        .then(() => 'created')
        .catch((error: { readonly on?: string }) => error.on),
    );
    assert.equal(outcomes.filter((outcome) => outcome === 'created').length, 1);
    assert.equal(outcomes.filter((outcome) => outcome === 'identifier').length, 199);
  });

  it('addresses and external ids are unique, and the conflict says which', async () => {
    const { identities } = database();
    const first = await created(database(), { externalId: 'E-1' });
    const [verifiable] = first.verifiableAddresses;
    const [recovery] = first.recoveryAddresses;
    assert.ok(verifiable && recovery);
    await conflicts(identities.create(sharing('', { verifiableAddresses: [verifiable] })), 'verifiable_address');
    await conflicts(identities.create(sharing('', { recoveryAddresses: [recovery] })), 'recovery_address');
    await conflicts(identities.create(sharing('', { externalId: 'E-1' })), 'external_id');
    await conflicts(identities.create({ ...sharing('', {}), id: first.id }), 'other');
    await identities.create(sharing('', { externalId: 'e-1' }));
    await identities.create(sharing('', { verifiableAddresses: [{ ...verifiable, via: 'sms' }] }));
  });

  it('a refused creation leaves nothing behind (SR-RC-14)', async () => {
    const { identities } = database();
    const first = await created(database());
    const before = await identities.count();
    const refused = sharing('', { recoveryAddresses: first.recoveryAddresses });
    await conflicts(identities.create(refused), 'recovery_address');
    assert.equal(await identities.count(), before);
    assert.equal(await identities.findByIdentifier([], refused.credentials[0]?.identifiers ?? []), null);
    await identities.create({ ...refused, recoveryAddresses: [] });
  });
}

function lookups(database: () => Database): void {
  it('prefers the first spelling and looks at the given types only', async () => {
    const { identities } = database();
    const upper = await created(database(), { email: 'Ann@Example.org' });
    const lower = await created(database(), { email: 'ann@example.org' });
    const code = await created(database(), { credentials: [exampleCredential('code', ['ann@example.org'])] });
    const find = async (types: readonly string[], spellings: readonly string[]) =>
      (await identities.findByIdentifier(types, spellings))?.id ?? null;
    assert.equal(await find(['password'], ['Ann@Example.org', 'ann@example.org']), upper.id);
    assert.equal(await find(['password'], ['ann@example.org', 'Ann@Example.org']), lower.id);
    assert.equal(await find(['password'], ['ANN@example.org', 'ann@example.org']), lower.id);
    assert.equal(await find(['code', 'password'], ['ann@example.org']), code.id);
    assert.equal(await find([], ['Ann@Example.org']), upper.id);
    assert.equal(await find(['webauthn'], ['ann@example.org']), null);
    assert.equal(await find(['password'], []), null);
  });

  it('finds addresses by channel and value', async () => {
    const { identities } = database();
    const identity = await created(database(), { email: 'find@example.org' });
    const found = await identities.findVerifiableAddress('email', 'find@example.org');
    assert.deepEqual([found?.identity.id, found?.addressId], [identity.id, `${identity.id}-v`]);
    assert.equal((await identities.findRecoveryAddress('email', 'find@example.org'))?.addressId, `${identity.id}-r`);
    assert.equal(await identities.findVerifiableAddress('sms', 'find@example.org'), null);
  });
}
