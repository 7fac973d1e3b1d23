import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { MAX_PASSWORD_BYTES, PasswordTooLongError, UnsupportedHashError } from '../../ports/hasher.ts';
import type { HashParameters, NativeHashes } from './format.ts';
import { nativeHashes } from './native.ts';
import { createHashWork } from './perform.ts';

const CHEAP = { memoryKib: 64, iterations: 1, parallelism: 1, saltLength: 16, keyLength: 32 };
const ARGON2: HashParameters = { algorithm: 'argon2', argon2: CHEAP, bcrypt: { cost: 4 } };
const BCRYPT: HashParameters = { algorithm: 'bcrypt', argon2: CHEAP, bcrypt: { cost: 4 } };

const argon2 = createHashWork(ARGON2, nativeHashes);
const bcrypt = createHashWork(BCRYPT, nativeHashes);

/** The real functions, and a list of what they were asked to compute. */
const recording = () => {
  const calls: string[] = [];
  const native: NativeHashes = {
    argon2(variant, password, salt, { memoryKib, iterations, parallelism, keyLength }) {
      calls.push(`${variant} m=${memoryKib} t=${iterations} p=${parallelism} s=${salt.length} l=${keyLength}`);
      return nativeHashes.argon2(variant, password, salt, { memoryKib, iterations, parallelism, keyLength });
    },
    bcryptHash(password, cost) {
      calls.push(`bcrypt ${cost}`);
      return nativeHashes.bcryptHash(password, cost);
    },
    bcryptVerify(password, encoded) {
      calls.push(`bcrypt ${Number(encoded.slice(4, 6))}`);
      return nativeHashes.bcryptVerify(password, encoded);
    },
  };
  return { calls, native };
};

test('SR-PW-11 a new argon2 hash is a PHC string with the configured parameters and a fresh salt', () => {
  const parameters = {
    ...ARGON2,
    argon2: { memoryKib: 128, iterations: 3, parallelism: 2, saltLength: 20, keyLength: 24 },
  };
  const work = createHashWork(parameters, nativeHashes);
  const first = work.hash('correct horse');
  const [, name, version, costs, salt = '', key = ''] = first.split('$');
  assert.deepEqual([name, version, costs], ['argon2id', 'v=19', 'm=128,t=3,p=2']);
  assert.equal(Buffer.from(salt, 'base64').length, 20);
  assert.equal(Buffer.from(key, 'base64').length, 24);
  assert.notEqual(work.hash('correct horse'), first);
  assert.deepEqual(work.verify('correct horse', first), { ok: true, outdated: false });
});

test('a new bcrypt hash has the prefix $2a$ and the configured cost', () => {
  const hash = bcrypt.hash('correct horse');
  assert.match(hash, /^\$2a\$04\$[./A-Za-z0-9]{53}$/);
  assert.deepEqual(bcrypt.verify('correct horse', hash), { ok: true, outdated: false });
  assert.deepEqual(bcrypt.verify('correct horsf', hash), { ok: false, outdated: false });
});

test('SR-PW-12 a hash of another algorithm or other parameters is outdated, whether it matches or not', () => {
  const hash = argon2.hash('secret words');
  const variants: readonly Partial<HashParameters['argon2']>[] = [
    { memoryKib: 65 },
    { iterations: 2 },
    { parallelism: 2 },
    { saltLength: 17 },
    { keyLength: 33 },
  ];
  for (const variant of variants) {
    const work = createHashWork({ ...ARGON2, argon2: { ...CHEAP, ...variant } }, nativeHashes);
    assert.deepEqual(work.verify('secret words', hash), { ok: true, outdated: true });
    assert.deepEqual(work.verify('other words', hash), { ok: false, outdated: true });
  }
  assert.deepEqual(bcrypt.verify('secret words', hash), { ok: true, outdated: true });
  const other = createHashWork({ ...BCRYPT, bcrypt: { cost: 5 } }, nativeHashes);
  assert.deepEqual(other.verify('secret words', bcrypt.hash('secret words')), { ok: true, outdated: true });
  const argon2i = '$argon2i$v=19$m=64,t=2,p=2$c2FsdHNhbHRzYWx0$hcKB5RVTKar6w8fbqpODnpK46mLwxO9p2lXj9mbrNdE';
  assert.deepEqual(argon2.verify('Zelos-Test-1', argon2i), { ok: true, outdated: true });
});

test('a bcrypt hash of another variant and the configured cost is not outdated', () => {
  const hash = bcrypt.hash('secret words').replace('$2a$', '$2y$');
  assert.deepEqual(bcrypt.verify('secret words', hash), { ok: true, outdated: false });
});

/** Passwords of any characters, NUL and those outside the first plane included. */
const anyPassword = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });

test('SR-PW-03 the password as typed verifies, and no other does (argon2)', () => {
  fc.assert(
    fc.property(anyPassword, anyPassword, (password, other) => {
      const hash = argon2.hash(password);
      assert.equal(argon2.verify(password, hash).ok, true);
      assert.equal(argon2.verify(other, hash).ok, other === password);
      for (const changed of [`${password} `, ` ${password}`, `${password}\0`, password.slice(0, -1)]) {
        assert.equal(argon2.verify(changed, hash).ok, false);
      }
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('SR-PW-03 passwords that differ in one late byte do not verify for each other (argon2)', () => {
  const byte = fc.integer({ min: 72, max: MAX_PASSWORD_BYTES - 1 });
  fc.assert(
    fc.property(byte, (position) => {
      const password = 'p'.repeat(MAX_PASSWORD_BYTES);
      const changed = `${password.slice(0, position)}q${password.slice(position + 1)}`;
      assert.equal(argon2.verify(changed, argon2.hash(password)).ok, false);
    }),
    { seed: 2, numRuns: 40 },
  );
});

test('SR-PW-03 bcrypt refuses to hash more than 72 bytes and never matches them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 72, maxLength: 72 }), anyPassword, (start, rest) => {
      const hash = bcrypt.hash(start);
      assert.equal(bcrypt.verify(start, hash).ok, true);
      assert.equal(bcrypt.verify(start + rest, hash).ok, false);
      assert.throws(() => bcrypt.hash(start + rest), PasswordTooLongError);
    }),
    { seed: 3, numRuns: 20 },
  );
  assert.throws(() => bcrypt.hash('ä'.repeat(37)), { maxBytes: 72, actualBytes: 74 });
});

test('SR-PW-03 a NUL byte inside a password counts, with both algorithms', () => {
  for (const work of [argon2, bcrypt]) {
    const hash = work.hash('before\0after');
    assert.equal(work.verify('before\0after', hash).ok, true);
    assert.equal(work.verify('before\0other', hash).ok, false);
    assert.equal(work.verify('before', hash).ok, false);
  }
});

test('SR-PW-02 1024 code points are hashed, more than 4096 bytes are refused and never match', () => {
  const longest = '🔑'.repeat(1024);
  assert.equal(argon2.verify(longest, argon2.hash(longest)).ok, true);
  assert.throws(() => argon2.hash(`${longest}x`), { maxBytes: 4096, actualBytes: 4097 });
  assert.equal(argon2.verify(`${longest}x`, argon2.hash(longest)).ok, false);
});

test('SR-PW-17 burn computes exactly what verify of a current hash computes', () => {
  for (const parameters of [ARGON2, BCRYPT]) {
    const hash = createHashWork(parameters, nativeHashes).hash('known');
    for (const password of ['guess', 'known', 'g'.repeat(100), 'x'.repeat(10_000)]) {
      const known = recording();
      createHashWork(parameters, known.native).verify(password, hash);
      const unknown = recording();
      createHashWork(parameters, unknown.native).burn(password);
      assert.deepEqual(known.calls, unknown.calls);
      assert.equal(known.calls.length, 1);
    }
  }
});

test('AB-33 a foreign, outdated or unreadable hash costs the work of a current one on top', () => {
  const current = 'argon2id m=64 t=1 p=1 s=16 l=32';
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['$md5$1/UgIhN8b2vXqVFwcxvCqQ==', [current]],
    [bcrypt.hash('Zelos-Test-1'), ['bcrypt 4', current]],
    ['$md5-crypt$broken', [current]],
    ['nonsense', [current]],
    ['$2b$31$abcdefghijklmnopqrstuuTikAhV3tBvNF3DHXHzgvaWuQ2.xzNIq', [current]],
  ];
  for (const [hash, expected] of cases) {
    for (const password of ['Zelos-Test-1', 'wrong']) {
      const { calls, native } = recording();
      try {
        createHashWork(ARGON2, native).verify(password, hash);
      } catch (error) {
        assert.ok(error instanceof UnsupportedHashError);
        assert.ok(!error.message.includes(hash));
      }
      assert.deepEqual(calls, expected, hash);
    }
  }
});

test('SR-PW-14 a stored hash beyond the bounds is not computed, the configured cost always is', () => {
  const costly = '$2b$31$abcdefghijklmnopqrstuuTikAhV3tBvNF3DHXHzgvaWuQ2.xzNIq';
  assert.throws(() => argon2.verify('x', costly), { name: 'UnsupportedHashError', problem: 'too_costly' });
  const own = createHashWork({ ...ARGON2, argon2: { ...CHEAP, iterations: 20 } }, nativeHashes);
  assert.deepEqual(own.verify('own cost', own.hash('own cost')), { ok: true, outdated: false });
});
