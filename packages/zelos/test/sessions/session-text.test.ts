import assert from 'node:assert/strict';
import { it } from 'node:test';
import { liveSessionText, presentSession } from '../../src/http/present/session.ts';
import type { IdentityWithCredentials } from '../../src/kernel/identity.ts';
import { openDatabase } from '../../src/storage/index.ts';
import { after, EXAMPLE_NOW, exampleIdentity, exampleSession } from '../../src/testing/store-examples.ts';

const URL = 'https://id.example.org/';

it('the text of a session from ready parts is the text of the session as it is presented', async () => {
  const base = exampleIdentity({ id: 'a', email: 'a@example.org' });
  const [address] = base.verifiableAddresses;
  assert.ok(address);
  const variants: readonly Partial<IdentityWithCredentials>[] = [
    {},
    { externalId: 'he said "no"', organizationId: 'b5f7fb63-0e52-4d7b-9a1a-0f3a3f8d9c11', stateChangedAt: null },
    { metadataPublic: { deep: [1, null, { ü: '\u2028 ☃' }] }, metadataAdmin: { hidden: true }, schemaId: 'kund"e' },
    { traits: { email: 'x', name: { first: '"', last: '\\' } }, verifiableAddresses: [], recoveryAddresses: [] },
    {
      verifiableAddresses: [
        { ...address, id: 'z', value: '+491701234567', via: 'sms' },
        { ...address, id: 'y', verified: true, status: 'completed', verifiedAt: after(5) },
      ],
    },
  ];
  for (const [n, variant] of variants.entries()) {
    const database = await openDatabase('memory', { clock: { now: () => EXAMPLE_NOW } });
    await database.migrate();
    await database.identities.create({ ...base, ...variant, id: 'i', credentials: [] });
    const methods = [
      { method: 'oidc', aal: 'aal1', completedAt: after(1), provider: 'git"hub' },
      { method: 'totp', aal: 'aal2', completedAt: after(2) },
    ] as const;
    const session = exampleSession({
      id: `s${n}`,
      identityId: 'i',
      authenticationMethods: n === 2 ? methods : methods.slice(1),
    });
    await database.sessions.create(session, `d${n}`);
    const reading = await database.sessions.read(`d${n}`);
    assert.ok(reading);
    const presented = JSON.stringify(presentSession(reading.session, URL, EXAMPLE_NOW));
    assert.equal(liveSessionText(reading, URL), `${presented}\n`);
    await database.close();
  }
});
