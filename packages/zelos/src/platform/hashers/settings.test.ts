import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasherSettings, hasherWarnings, parseMemoryKib } from './settings.ts';

const OUTSIDE = { dev: false, cores: 4 };

test('B32 SR-PW-11 without a hashers section: argon2id with 19 MiB, two passes, one lane', () => {
  const expected = { memoryKib: 19_456, iterations: 2, parallelism: 1, saltLength: 16, keyLength: 32 };
  for (const section of [undefined, {}]) {
    const settings = hasherSettings(section, OUTSIDE);
    assert.equal(settings.algorithm, 'argon2');
    assert.deepEqual(settings.argon2, expected);
    assert.deepEqual(hasherWarnings(settings), []);
  }
});

test('B32 a named algorithm keeps the defaults that come with the name', () => {
  const argon2 = hasherSettings({ algorithm: 'argon2' }, OUTSIDE);
  assert.deepEqual(argon2.argon2, {
    memoryKib: 131_072,
    iterations: 1,
    parallelism: 8,
    saltLength: 16,
    keyLength: 32,
  });
  assert.deepEqual(hasherSettings({ algorithm: 'bcrypt' }, OUTSIDE).bcrypt, { cost: 12 });
  assert.equal(hasherSettings({ bcrypt: { cost: 13 } }, OUTSIDE).algorithm, 'bcrypt');
  assert.equal(hasherSettings({ argon2: { memory: '64MB' } }, OUTSIDE).argon2.memoryKib, 65_536);
});

test('B32 bcrypt below 12 is raised outside development mode only', () => {
  const section = { algorithm: 'bcrypt', bcrypt: { cost: 8 } } as const;
  assert.equal(hasherSettings(section, OUTSIDE).bcrypt.cost, 12);
  assert.equal(hasherSettings(section, { dev: true, cores: 4 }).bcrypt.cost, 8);
  assert.equal(hasherSettings({ algorithm: 'bcrypt', bcrypt: { cost: 14 } }, OUTSIDE).bcrypt.cost, 14);
});

test('every argon2 key is taken over', () => {
  const section = { memory: '1GB', iterations: 3, parallelism: 2, salt_length: 32, key_length: 64 };
  assert.deepEqual(hasherSettings({ algorithm: 'argon2', argon2: section }, OUTSIDE).argon2, {
    memoryKib: 1_048_576,
    iterations: 3,
    parallelism: 2,
    saltLength: 32,
    keyLength: 64,
  });
});

test('D7 AB-31 threads are cores − 1, at least one, and about two seconds of work may wait', () => {
  assert.equal(hasherSettings({}, { dev: false, cores: 1 }).threads, 1);
  assert.equal(hasherSettings({}, { dev: false, cores: 2 }).threads, 1);
  assert.equal(hasherSettings({}, { dev: false, cores: 8 }).threads, 7);
  assert.equal(hasherSettings({}, { dev: false, cores: 8, threads: 3 }).threads, 3);
  assert.equal(hasherSettings({}, { dev: false, cores: 8, queueLimit: 5 }).queueLimit, 5);
  const bcrypt = hasherSettings({ algorithm: 'bcrypt' }, { dev: false, cores: 3 });
  assert.equal(bcrypt.queueLimit, 15);
  assert.equal(hasherSettings({}, { dev: false, cores: 2 }).queueLimit, 205);
  assert.equal(hasherSettings({}, { dev: false, cores: 64 }).queueLimit, 1024);
});

test('sizes are read in powers of 1024, others are refused by name', () => {
  assert.equal(parseMemoryKib('131072KB'), 131_072);
  assert.equal(parseMemoryKib('16384B'), 16);
  for (const text of ['', '64', '64mb', 'MB', '0MB', '1B', '9999PB', '-1MB']) {
    assert.throws(() => parseMemoryKib(text), /hashers\.argon2\.memory/);
  }
  const section = { argon2: { memory: '64KB', parallelism: 16 } };
  assert.throws(() => hasherSettings(section, OUTSIDE), /hashers\.argon2\.memory/);
});

test('SR-PW-11 AB-30 AB-31 weak, slow and too large settings are told', () => {
  const weak = hasherSettings({ argon2: { memory: '1MB' } }, OUTSIDE);
  assert.match(hasherWarnings(weak).join(), /below memory 19MB/);
  assert.match(hasherWarnings(hasherSettings({ argon2: { memory: '32MB', iterations: 1 } }, OUTSIDE)).join(), /below/);
  assert.deepEqual(hasherWarnings(hasherSettings({ argon2: { memory: '46MB', iterations: 1 } }, OUTSIDE)), []);
  const cheap = hasherSettings({ algorithm: 'bcrypt', bcrypt: { cost: 6 } }, { dev: true, cores: 4 });
  assert.match(hasherWarnings(cheap).join(), /below 10/);
  const slow = hasherSettings({ algorithm: 'bcrypt', bcrypt: { cost: 15 } }, OUTSIDE);
  assert.match(hasherWarnings(slow).join(), /about 2048 ms/);
  const large = hasherSettings({ algorithm: 'argon2' }, { dev: false, cores: 9 });
  assert.match(hasherWarnings(large, 2 ** 30).join(), /1024 MiB.*use 2 thread/);
  assert.deepEqual(hasherWarnings(large, 2 ** 33), []);
});
