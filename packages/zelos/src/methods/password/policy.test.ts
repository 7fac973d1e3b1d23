import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { OutboundHttp } from '../../ports/outbound-http.ts';
import { createPasswordPolicy, passwordPolicySettings } from './policy.ts';
import type { PasswordPolicySection, PolicyFinding } from './policy.ts';

const FINE = 'correct horse battery staple';

const setUp = (section: PasswordPolicySection = {}, algorithm: 'argon2' | 'bcrypt' = 'argon2', body = '') => {
  const urls: string[] = [];
  const outbound: OutboundHttp = {
    send: async ({ url }) => {
      urls.push(url);
      return { status: 200, headers: {}, body };
    },
  };
  const settings = passwordPolicySettings(section, { dev: false, algorithm });
  const policy = createPasswordPolicy(settings, { outbound, clock: { now: () => new Date(0) } });
  const check = async (password: string, ...identifiers: readonly string[]): Promise<PolicyFinding | null> => {
    const findings = await policy.check({ password, identifiers });
    assert.ok(findings === null || findings.length === 1);
    return findings?.[0] ?? null;
  };
  return { check, urls };
};

test('settings: defaults, and the breach service off in development mode unless asked for', () => {
  const settings = (section: PasswordPolicySection, dev: boolean) =>
    passwordPolicySettings(section, { dev, algorithm: 'argon2' });
  assert.deepEqual(settings({}, false), {
    minLength: 8,
    maxBytes: 4096,
    similarityCheck: true,
    breach: { serviceUrl: 'https://api.pwnedpasswords.com', maxBreaches: 0, ignoreNetworkErrors: true },
  });
  assert.equal(settings({}, true).breach, null);
  assert.equal(settings({ haveibeenpwned_enabled: false }, false).breach, null);
  assert.ok(settings({ haveibeenpwned_enabled: true }, true).breach !== null);
  assert.throws(() => settings({ haveibeenpwned_host: 'no host' }, false), /haveibeenpwned_host/);
});

/** Characters that no entry of the list of common passwords has, in one to four bytes each. */
const anyCharacter = fc.constantFrom('§', 'ß', '中', '🔑', '𝔘', 'é');

test('SR-PW-01 the minimum is counted in code points, whatever the characters', async () => {
  const { check } = setUp();
  const lengths = fc.integer({ min: 6, max: 30 });
  await fc.assert(
    fc.asyncProperty(lengths, fc.array(anyCharacter, { minLength: 40, maxLength: 40 }), async (min, pool) => {
      const own = setUp({ min_password_length: min });
      const short = pool.slice(0, min - 1).join('');
      assert.deepEqual(await own.check(short), { id: 4000032, context: { min_length: min, actual_length: min - 1 } });
      assert.equal(await own.check(pool.slice(0, min).join('')), null);
    }),
    { seed: 5, numRuns: 100 },
  );
  assert.deepEqual(await check(''), { id: 4000032, context: { min_length: 8, actual_length: 0 } });
});

test('SR-PW-02 up to 1024 code points pass, more are refused at once and nothing is sent', async () => {
  const { check, urls } = setUp();
  for (const length of [64, 200, 1024]) assert.equal(await check('🔑'.repeat(length)), null);
  urls.length = 0;
  assert.deepEqual(await check('x'.repeat(1025)), { id: 4000033, context: { max_length: 1024, actual_length: 1025 } });
  const huge = 5 * 1024 * 1024;
  const start = process.cpuUsage();
  assert.deepEqual(await check('x'.repeat(huge)), { id: 4000033, context: { max_length: 4096, actual_length: huge } });
  assert.ok(process.cpuUsage(start).user < 50_000);
  assert.deepEqual(urls, []);
});

test('SR-PW-03 with bcrypt more than 72 bytes are refused, not cut', async () => {
  const { check, urls } = setUp({}, 'bcrypt');
  assert.equal(await check('é'.repeat(36)), null);
  assert.equal(urls.length, 1);
  assert.deepEqual(await check('é'.repeat(37)), { id: 4000033, context: { max_length: 72, actual_length: 74 } });
  assert.equal(urls.length, 1);
});

test('SR-PW-04 no rule asks for kinds of characters', async () => {
  const { check } = setUp();
  for (const password of ['a ba ba ba ba ba', 'lowercaseonlywords', '  leading and trailing  ', 'zero\0byte inside']) {
    assert.equal(await check(password), null, password);
  }
});

test('SR-PW-05 common passwords are refused with a reason, whatever their case', async () => {
  const { check, urls } = setUp();
  for (const password of ['baseball', 'TRUSTNO1', 'qwertyuiop']) {
    const finding = await check(password);
    assert.equal(finding?.id, 4000005);
    assert.ok(finding.context.reason.length > 0);
  }
  assert.deepEqual(urls, []);
});

test('SR-PW-07 every identifier is compared, unless that is switched off', async () => {
  const password = 'johannes.keller';
  const identifiers = ['+491701234567', 'johannes.keller@example.org'];
  assert.deepEqual(await setUp().check(password, ...identifiers), { id: 4000031, context: {} });
  assert.equal(await setUp({ identifier_similarity_check_enabled: false }).check(password, ...identifiers), null);
  assert.equal(await setUp().check(FINE, ...identifiers), null);
});

test('SR-PW-06 a breached password is refused with its count', async () => {
  const suffix = createHash('sha1').update(FINE).digest('hex').slice(5);
  assert.deepEqual(await setUp({}, 'argon2', `${suffix}:7`).check(FINE), { id: 4000034, context: { breaches: 7 } });
  assert.equal(await setUp({ max_breaches: 7 }, 'argon2', `${suffix}:7`).check(FINE), null);
  const off = setUp({ haveibeenpwned_enabled: false }, 'argon2', `${suffix}:7`);
  assert.equal(await off.check(FINE), null);
  assert.deepEqual(off.urls, []);
});

test('SR-PW-03 half a surrogate pair is refused: two of them would hash alike', async () => {
  const { check } = setUp();
  assert.equal((await check('half a pair \ud800'))?.id, 4000005);
});
