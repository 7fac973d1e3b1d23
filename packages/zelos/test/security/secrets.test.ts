// Keys and what is made with them; identifiers that are never used twice.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Browser, createBrowser, createIdentity, login, PASSWORD, startApp } from 'zelos/testing';
import { createCipher, createMac } from '../../src/platform/secrets.ts';
import { systemRandom } from '../../src/platform/system-random.ts';
import { newSessionToken } from '../../src/sessions/tokens.ts';
import { admin } from '../support/admin.ts';
import { dumpOf } from '../support/rows.ts';

const A = 'secret-a-secret-a-secret-a-00001';
const B = 'secret-b-secret-b-secret-b-00002';

describe('sealed values', () => {
  const cipher = createCipher([A], 'test');

  it('open as they were sealed, in their place alone: SR-CR-02', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, context) => {
        const sealed = cipher.seal(text, context);
        assert.equal(cipher.open(sealed, context), text);
        assert.equal(cipher.open(sealed, `${context}x`), null, 'moved to another row');
        assert.notEqual(cipher.seal(text, context), sealed, 'never the same twice');
      }),
      { seed: 1 },
    );
  });

  it('any flipped bit is refused in the same way: SR-CR-02, SR-CR-06', () => {
    const sealed = cipher.seal('text', 'row');
    const [version = '', id = '', body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(cipher.open([version, id, changed.toString('base64url')].join('.'), 'row'), null);
    }
    for (const text of [
      '',
      '.',
      '..',
      'v1',
      `v0.${id}.${body}`,
      `${sealed}.`,
      `${sealed}=`,
      ` ${sealed}`,
      `v1.${id}.${body.slice(0, 8)}`,
    ]) {
      assert.equal(cipher.open(text, 'row'), null, text);
    }
    assert.match(sealed, /^v1\.[\w-]{6}\.[\w-]+$/, 'version, key and value');
  });

  it('uses and secrets do not open each other’s values: SR-CR-08', () => {
    const other = createCipher([A], 'another use');
    const foreign = createCipher([B], 'test');
    const sealed = cipher.seal('text', 'row');
    for (const wrong of [other, foreign]) assert.equal(wrong.open(sealed, 'row'), null);
    const mac = createMac([A]);
    assert.notEqual(mac.sign('one', 'x'), mac.sign('two', 'x'));
    assert.notEqual(mac.sign('one', 'x'), createMac([B]).sign('one', 'x'));
  });

  it('the first secret writes, all of them read: SR-CR-03', () => {
    const rotated = createCipher([B, A], 'test');
    assert.equal(rotated.open(cipher.seal('old', 'row'), 'row'), 'old');
    const fresh = rotated.seal('new', 'row');
    assert.equal(createCipher([B], 'test').open(fresh, 'row'), 'new');
    assert.equal(cipher.open(fresh, 'row'), null);
    const mac = createMac([B, A]);
    assert.ok(mac.candidates('l', 'x').includes(createMac([A]).sign('l', 'x')));
    assert.equal(mac.sign('l', 'x'), createMac([B]).sign('l', 'x'));
  });

  it('nothing works without a secret: SR-CR-04', () => {
    assert.throws(() => createCipher([], 'test'));
    assert.throws(() => createMac([]));
  });
});

describe('a secret in front of the old one', () => {
  it('sessions and logout addresses outlive it; without the old one they are 401, never 500: SR-CR-03', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'zelos-rotation-'));
    const dsn = `sqlite://${join(directory, 'zelos.sqlite')}`;
    const withSecrets = (list: readonly string[]) =>
      startApp({ config: { dsn, secrets: { cookie: list, cipher: list } } });
    const first = await withSecrets([A]);
    await createIdentity(first, {
      traits: { email: 'ann@example.org' },
      credentials: { password: { config: { password: PASSWORD } } },
    });
    const browser = createBrowser(first);
    await login(browser, { identifier: 'ann@example.org' });
    const { logout_token: logout } = (await browser.get('/self-service/logout/browser')).as<{ logout_token: string }>();
    const jar = new Map(browser.jar);
    await first.close();
    const carry = (to: Browser) => {
      for (const [name, value] of jar) to.jar.set(name, value);
      return to;
    };
    const last = await withSecrets([B]);
    assert.equal((await carry(createBrowser(last)).get('/sessions/whoami')).status, 401);
    await last.close();
    const second = await withSecrets([B, A]);
    const same = carry(createBrowser(second));
    assert.equal((await same.get('/sessions/whoami')).status, 200);
    assert.equal((await same.get(`/self-service/logout?token=${logout}`)).location, 'https://app.example.org/home');
    assert.equal((await same.get('/sessions/whoami')).status, 401);
    await second.close();
    await rm(directory, { recursive: true, force: true });
  });
});

describe('values that nobody can guess', () => {
  it('come from the system’s generator, long and evenly spread: SR-CR-01, SR-SE-01, SR-OB-03', () => {
    const tokens = Array.from({ length: 2000 }, () => newSessionToken(systemRandom));
    assert.equal(new Set(tokens).size, tokens.length);
    for (const token of tokens) assert.match(token, /^ory_st_[A-Za-z0-9]{32}$/);
    assert.ok(32 * Math.log2(62) > 128, 'bits of a token');
    const counts = new Map<string, number>();
    for (const letter of tokens.map((t) => t.slice(7)).join('')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    const expected = (tokens.length * 32) / 62;
    const chi = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    assert.ok(counts.size === 62 && chi < 125, `chi square ${chi.toFixed(1)} of 61 degrees`);
    const rounds = process.env['ZELOS_LONG'] ? 1_000_000 : 50_000;
    const digits = Array.from({ length: 10 }, () => 0);
    let leading = 0;
    for (let n = 0; n < rounds / 6; n += 1) {
      const code = systemRandom.digits(6);
      assert.match(code, /^\d{6}$/);
      if (code.startsWith('0')) leading += 1;
      for (const d of code) digits[Number(d)] = (digits[Number(d)] ?? 0) + 1;
    }
    const mean = digits.reduce((a, b) => a + b, 0) / 10;
    const spread = digits.reduce((sum, n) => sum + (n - mean) ** 2 / mean, 0);
    // A fair source is beyond this once in a million runs.
    assert.ok(spread < 45 && leading > 0, `chi square ${spread.toFixed(1)} of 9 degrees`);
  });

  it('ids of accounts are not used again, and nothing of a deleted account is left: SR-RC-09', async () => {
    const app = await startApp({ file: true });
    const body = {
      traits: { email: 'again@example.org' },
      credentials: { password: { config: { password: PASSWORD } } },
    };
    const first = await createIdentity(app, body);
    const browser = createBrowser(app, { mode: 'api' });
    await login(browser, { identifier: 'again@example.org' });
    assert.equal((await admin(app, 'DELETE', `/admin/identities/${first}`)).status, 204);
    assert.equal(dumpOf(app).includes(first), false);
    const second = await createIdentity(app, body);
    assert.notEqual(second, first);
    assert.equal((await browser.get('/sessions/whoami')).status, 401);
    assert.equal(dumpOf(app).includes(first), false);
    await app.close();
  });
});
