import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnsupportedHashError } from '../../ports/hasher.ts';
import { checkHashCost, formatOf, isSupportedHash, MAX_HASH_LENGTH } from './formats.ts';
import { md4 } from './md4.ts';
import { nativeHashes } from './native.ts';

/** Made with independent implementations: crypt(3), Python's hashlib and hmac, OpenSSL (MD4), and Node's argon2. */
const OF_ASCII = [
  '$md5-crypt$abcdefgh$B9XGU5eLvTPqDGTWaQLRv.',
  '$2b$05$abcdefghijklmnopqrstuuTikAhV3tBvNF3DHXHzgvaWuQ2.xzNIq',
  '$sha256-crypt$rounds=1000$abcdefgh$q/DBsgGjunSrnP.vYTCzv3Joox2Lnb7h5I9fDMNbC68',
  '$sha512-crypt$rounds=1000$abcdefgh$JmMCW1pV70xpHHj9b.7VhGv09inIVrwdyUeQfgZhyY1AAeRQpNPpVu9k386bW1DQI7ohsB417qWaqATW25RD/0',
  '$pbkdf2-sha256$i=1000,l=32$c2FsdC0wMTIzNDU2Nzg5$y6xac7vSV1mF6pQDwOk6kERPp2X34LXqN7gxC+9MBNE',
  '$pbkdf2-sha224$i=1000,l=32$c2FsdC0wMTIzNDU2Nzg5$OeMN7TGEqGdC5RkiHsQjceVi0zRZ3NDlDj3Tqp6Ahd8',
  '$scrypt$ln=1024,r=8,p=1$c2FsdC0wMTIzNDU2Nzg5$DRqE1uRvt7EdqJ9jhhIW47nelAQcb9nbW6HGzNQ15Uw=',
  '{SSHA256}npRI5wu8WTXeqr+1SsQEmw0+DAhnDdS70wgos28PR1hhYmNk',
  '$sha256$pf=e1BBU1NXT1JEfTp7U0FMVH0=$YWJjZA==$SU6sMlHFHdCP7nB9Hiz2xUwE0zGnYy/RbF0KhI1Hj1Q=',
  '$firescrypt$ln=10,r=8,p=1$c2FsdC0wMTIzNDU2Nzg5$tMhUnXtCWLZ1E7OQPNYI9wc7L9QoYngysSjA6px/4Ow=$Bw==$c2lnbmVyLWtleS0wMTIzNDU2Nzg5YWJjZGVmMDEyMzQ=',
  '$md5$1/UgIhN8b2vXqVFwcxvCqQ==',
  '$hmac-sha256$NjQ5OTU0ZmJlNmQzZTYxNjdlN2QyNGM3OWQ0YTkxZTc5OTM2ODg3NDExYTgyMTdmZWYzZGQ4Mjk1ZDdiMzBiNw==$a2V5MQ==',
  '$argon2i$v=19$m=64,t=2,p=2$c2FsdHNhbHRzYWx0$hcKB5RVTKar6w8fbqpODnpK46mLwxO9p2lXj9mbrNdE',
  '$argon2id$v=19$m=64,t=2,p=2$c2FsdHNhbHRzYWx0$KGeSPV0AxIVJZ+efcL+gS9p0IpbBdS2ahXjkrIxWvJA',
  '$md5-crypt$$lZ4cD7LuH.2LQePtxoJ9g1',
  '$sha256-crypt$saltstring$BhLGW6LNmObBgW6ot5SoLFEgKGZs5gWEifuEaMVoryA',
  '$sha512-crypt$rounds=1400$anotherlongsalts$ilAKjT.njztNVzF264aUpHWeI9kmWTLidijffP9NQ0sGF17h5c8B0TsmZhseZqKqfmLIZDXZOV1FJ8/ib0vVU1',
  '$pbkdf2-sha1$i=100,l=20$c2FsdC0wMTIzNDU2Nzg5$LaGBh8Ibi8J+UYtthjk37eKg4RA',
  '$pbkdf2-sha256$i=100,l=32$c2FsdC0wMTIzNDU2Nzg5$tlpjMw/1Rw7+hdAv5115Zs4A5hnZvUTbIzSR5glR1mE',
  '$pbkdf2-sha512$i=100,l=64$c2FsdC0wMTIzNDU2Nzg5$jezD563RQ8UttHx6xVr39stwHHkMD/bU30wiZGp8fn4ooKupo2wepn/c60Dp7+YTixmP9czXfGp1SIHsLrZNgg',
  '$pbkdf2-sha224$i=100,l=28$c2FsdC0wMTIzNDU2Nzg5$prp7En0fyKrS6quSWold2vSryA/YzbFLRiNL1Q',
  '$pbkdf2-sha384$i=100,l=48$c2FsdC0wMTIzNDU2Nzg5$cIlznM+6a8a+yMJNpYosCpiPfE6QPUPyFkEbKJbTUI7udtsdUoBWzgYQAXo6gRob',
  '$pbkdf2-sha999$i=100,l=32$c2FsdC0wMTIzNDU2Nzg5$tlpjMw/1Rw7+hdAv5115Zs4A5hnZvUTbIzSR5glR1mE',
  '$scrypt$ln=1024,r=8,p=2$c2FsdA==$BhAidmA0S6SawzSb7bYP5r4T4EoDvj01DWhjjuQe0h5ZQXa1BNo5Vw==',
  '{SSHA}N/d06lcSsEP23rLoY2QJeDZCPllzYWx0',
  '{SSHA256}o7sji9V34HqbCyiMiGYCEEwdGfScmLS7ozvZ8RyCY7dzYWx0',
  '{SSHA512}FUqaAORMXI61bCXiROQkhUvHw02l7ttFkRIX9TchX3iZ9DtuEuJzY+o9ckhHOmSdL5BYH0PGMneJih4sh9FH63NhbHQ=',
  '$md5$pf=e1NBTFR9JHtQQVNTV09SRH17U0FMVH0=$TmFDbA==$PPESjsz0w1YpKFX6/f1dgg==',
  '$sha1$pf=e1NBTFR9JHtQQVNTV09SRH17U0FMVH0=$TmFDbA==$qGCjum5G6Uco+c1PD/AecHQa5Ds=',
  '$sha256$pf=e1NBTFR9JHtQQVNTV09SRH17U0FMVH0=$TmFDbA==$SI3owNXY26QZudhTlM9QPR2Jvhm1QYltaBZfAoBVyNA=',
  '$sha512$pf=e1NBTFR9JHtQQVNTV09SRH17U0FMVH0=$TmFDbA==$JhnVGJb8Yf9iYayx1KO+ne3YJBfbRn+RjgFPwrlK+HSLNKZwCCmDcyKNjGEvs3+ft3BLwav3h28hHEZlhNfsPw==',
  '$hmac-md5$NzA0NTNlYzA1YWVlMzAzNDVhN2M3NjAyNzkzYjJkZjA=$a2V5MQ==',
  '$hmac-sha1$N2M2ZTRmMTUzNDQ2N2MyMTA1ZTU5NjNjOTc3ZTMwNDkwYjlmNmY0Mg==$a2V5MQ==',
  '$hmac-sha224$ODc5ZWQwNTQyMzYxOTQzYzg5NTM1NDUzYjQ3OWQzN2NkODIwYTNkNDQzMmRkODJiYWMxMmI4M2Q=$a2V5MQ==',
  '$hmac-sha384$MWM3ZjJhOGVhYTU1Zjc4MTE1OTM1NmFhOTNhN2MyOWRmOGU3OThkNDk0ZjQzZjljOTg5MTU2MTczODhlYjZkZGM5Mzc0Mjg2YmU3NjRmZDk2ZGFkOTE1OGIyNzk5YTk1$a2V5MQ==',
  '$hmac-sha512$ZDczY2U3ZjY3N2I0YTUwMTJlZDlmMTU0NDA3MWM0Y2U0NjYzZjVmMWQ4NjMwMjBmNmVkYzg0OTYzMmM0MWNmMTg2ZDEwNDM1NTYzODhhYTJiOGM5YTViMDMxM2FiYTg1YjkyZWU5OWE1NWNkYjA1ODNhNjFjN2Q1YmQyN2E2MDI=$a2V5MQ==',
  '$hmac-md4$NGM4ODhlNTUzNTJlOGMyNWZiMjljZmQzNDA3NDE5ZTY=$a2V5MQ==',
];
const OF_UNICODE = [
  '$md5-crypt$abcdefgh$t5bTf8MlmR8Su.IIxY91y.',
  '$sha256-crypt$saltstring$zKJfNuXXVQvD0LNKt4PGi1YDMBeu5o2hyLdQRkwS8dC',
  '$sha512-crypt$rounds=1400$anotherlongsalts$WkqqJdzMUyDCcUB.mNNQs3dbrNhvf6zhIAu1yIPLATHsLYm8RafPMou36aLI1ceEnlsCgBoKgy71/39Zm4PCG/',
  '$pbkdf2-sha1$i=100,l=20$c2FsdC0wMTIzNDU2Nzg5$Xim1l4Qn/o8h9qxKPCtHwh/ZDpA',
  '$pbkdf2-sha256$i=100,l=32$c2FsdC0wMTIzNDU2Nzg5$5xSkJMZDndUqmcT/qDV7Y5KxCDIiSyg+7XqcWLUvxyI',
  '$pbkdf2-sha512$i=100,l=64$c2FsdC0wMTIzNDU2Nzg5$RBixk2ReFgyIX9F8SLyD/GH9u5BX5+ZD11iFmmilxNLYaMpxVsxD0850IHjP1Rw6Aj4dy46VDvVpHLCIvfJ5Jw',
  '$pbkdf2-sha224$i=100,l=28$c2FsdC0wMTIzNDU2Nzg5$pVP+tgw57pF4IAzDezU4nH9nwnoz5wNVIH0jPw',
  '$pbkdf2-sha384$i=100,l=48$c2FsdC0wMTIzNDU2Nzg5$bKxyF8/eyGZcLNKdki0V/M/d1RPZzGm7R15TmRnXB9FQRfdc4vU/x8ZeR4RFonol',
  '$pbkdf2-sha999$i=100,l=32$c2FsdC0wMTIzNDU2Nzg5$5xSkJMZDndUqmcT/qDV7Y5KxCDIiSyg+7XqcWLUvxyI',
  '$scrypt$ln=1024,r=8,p=2$c2FsdA==$dCEe/WPOvMRIDEdeeu3suoyi88CHNJIYkB4TD0vIq/UkEIlfNAjthA==',
  '{SSHA}D6Sq6lS0J4cZAyTgWCD+CKq0g7BzYWx0',
  '{SSHA256}u+kM8DwZ67v1CxA099vm7dmIBCRX/Iu7RBsA3g2FAHJzYWx0',
  '{SSHA512}XaQQqCb6lU3Jo+ezXvXs1b3muDPXo4ALGv+JDwSmNBa/JzqFUSovt+H9Oj5c3YMszS0A9U5uhXc0NUK0/XmCnHNhbHQ=',
  '$md5$pf=e1NBTFR9JHtQQVNTV09SRH17U0FMVH0=$TmFDbA==$VFNT61hqGRLsqRlZZCRmEg==',
  '$sha1$pf=e1NBTFR9JHtQQVNTV09SRH17U0FMVH0=$TmFDbA==$W/cek0JGFzb8zifvfrLXx0ADWp0=',
  '$sha256$pf=e1NBTFR9JHtQQVNTV09SRH17U0FMVH0=$TmFDbA==$dOQkIcgNAwgE3sPzQ6g+0CajLMHBVLvvjCZgYLrjve0=',
  '$sha512$pf=e1NBTFR9JHtQQVNTV09SRH17U0FMVH0=$TmFDbA==$BCj0/Og2m55tOfLw19vNH7M8q8IfXO3LdVhqPxzd5eR0GFc9Yvloy65kHv5DSXVlTwbWbNp+VOH6vFE/sdD8gg==',
  '$md5$CvcR2w2D/oApgk9G4J35qQ==',
  '$hmac-md5$ZjEzY2IyZTQxMmI3Y2FkYTgzOGJkMzRhNDFiMDczZWI=$a2V5MQ==',
  '$hmac-sha1$M2Q3YmUwZmZiOTAwYzJlYjVkYjQ2NGVhMjU4ZDRhYmYwMDY5MTllMA==$a2V5MQ==',
  '$hmac-sha224$MWI1NGY2M2NmZDEzMTI0N2JhMGRjNWYyOTY4NGMyNWNiM2ZmNGY1OGZjN2U0MGM0ZTM1NDM0NjY=$a2V5MQ==',
  '$hmac-sha256$ZTA3NjdlMGU3MGY1YjI2MzM2NTE5ZTllYWYyMjc2NDkwNGJlNjU5OTA3YzNlMmY2ZTkxNjJhMjNjMDgwMWVhMA==$a2V5MQ==',
  '$hmac-sha384$NTI0ZWY0MzNhZGU5MmE0N2ZiNTkwMTZhZWUzYThkOGQwOTNmYjQwN2I2OWU2NmZiZDhhMzZiN2U1MjBlMWU0YzgzNWNhN2VhNTAyNjgwYzJiNmYzNWQwMmFjN2ZmYTRh$a2V5MQ==',
  '$hmac-sha512$NWU0OWFmOWZkZTkxMTMyZTc5ZjA2MWNjYzNhYTQxZjlmZWI4NzM5YzVjNWQ5N2ZiODljZmZlMWE4M2ZiYTc2MWEwMWYwYTg5NmM1OWVhNmE4ZjZlOGVhODE4NDM1MGZkZmMzNGNmMjY0M2I2NGRjY2Q2MDZkNzY1NTkxNjYxZTQ=$a2V5MQ==',
  '$hmac-md4$OWM1ODkxNDM1ZDZjNTg3N2VlNDQ4YmUyOWEwMmJkODI=$a2V5MQ==',
];
const OF_LONG = [
  '$md5-crypt$abcdefgh$ax3Kvr/hbxTbyc0QiTLcg/',
  '$sha256-crypt$saltstring$Oa4FAe3j12NEBjTMwR61FXUth0v2z1HlRVgHK3bteq/',
  '$sha512-crypt$rounds=1400$anotherlongsalts$BaMvyw440I21ozRaSVReppofjrlnjLm72zKf4/LMvD3AO8dSH.3nmJgq4q7zMhJWiFIPPy/0y4Uwap7YC1Uub0',
  '$hmac-md4$N2E3N2E2NzIxYjRlM2Y1ZTY5ZGEyNmJlYjhhN2EwZmE=$a2V5MQ==',
];

const VECTORS = [
  ...OF_ASCII.map((hash) => ({ password: 'Zelos-Test-1', hash })),
  ...OF_UNICODE.map((hash) => ({ password: 'pässwörd ☃ 🔑', hash })),
  ...OF_LONG.map((hash) => ({ password: 'x'.repeat(100), hash })),
];

const matches = (password: string, hash: string): boolean =>
  formatOf(hash).read(hash).matches(Buffer.from(password), nativeHashes);

/** The string with its last but one character of payload changed, still well-formed. */
const tampered = (hash: string): string => {
  const at = hash.replace(/=*$/, '').length - 3;
  return hash.slice(0, at) + (hash[at] === 'A' ? 'B' : 'A') + hash.slice(at + 1);
};

const problemOf = (hash: string): string | undefined => checkHashCost(hash)?.problem;

const readProblem = (hash: string): string => {
  try {
    formatOf(hash).read(hash);
    return 'none';
  } catch (error) {
    return error instanceof UnsupportedHashError ? error.problem : String(error);
  }
};

const template = (text: string): string => Buffer.from(text).toString('base64');

for (const { password, hash } of VECTORS) {
  test(`SR-PW-12 import format ${hash.slice(0, 30)}… of ${password.slice(0, 12)}`, () => {
    assert.equal(isSupportedHash(hash), true);
    assert.equal(checkHashCost(hash), null);
    assert.equal(matches(password, hash), true);
    assert.equal(matches(`${password} `, hash), false);
    assert.equal(matches(password.slice(1), hash), false);
    assert.equal(matches('', hash), false);
    assert.equal(matches(password, tampered(hash)), false);
  });
}

test('SR-PW-14 every family refuses costs beyond its bound and takes the bound itself', () => {
  const salt = 'c2FsdC0wMTIzNDU2Nzg5';
  const key = 'DRqE1uRvt7EdqJ9jhhIW47nelAQcb9nbW6HGzNQ15Uw';
  const digest22 = 'abcdefghijklmnopqrstuuTikAhV3tBvNF3DHXHzgvaWuQ2.xzNIq';
  const sha256Crypt = 'q/DBsgGjunSrnP.vYTCzv3Joox2Lnb7h5I9fDMNbC68';
  const argon2 = (costs: string) => `$argon2id$v=19$${costs}$${salt}$${key}`;
  const scrypt = (costs: string) => `$scrypt$${costs}$${salt}$${key}=`;
  const fire = (costs: string) => `$firescrypt$${costs}$${salt}$${key}=$Bw==$${salt}`;
  const cases: readonly (readonly [string, string])[] = [
    [`$2a$15$${digest22}`, `$2a$16$${digest22}`],
    [`$2b$15$${digest22}`, `$2b$31$${digest22}`],
    [argon2('m=1048576,t=1,p=1'), argon2('m=1048577,t=1,p=1')],
    [argon2('m=64,t=10,p=1'), argon2('m=64,t=11,p=1')],
    [argon2('m=256,t=1,p=16'), argon2('m=256,t=1,p=17')],
    [`$pbkdf2-sha256$i=10000000,l=32$${salt}$${key}`, `$pbkdf2-sha256$i=10000001,l=32$${salt}$${key}`],
    [scrypt('ln=131072,r=8,p=1'), scrypt('ln=262144,r=8,p=1')],
    [scrypt('ln=1024,r=8,p=1'), scrypt('ln=1024,r=9,p=1')],
    [scrypt('ln=1024,r=8,p=10'), scrypt('ln=1024,r=8,p=11')],
    [fire('ln=17,r=8,p=1'), fire('ln=18,r=8,p=1')],
    [`$sha256-crypt$rounds=1000000$salt$${sha256Crypt}`, `$sha256-crypt$rounds=1000001$salt$${sha256Crypt}`],
  ];
  for (const [allowed, refused] of cases) {
    assert.equal(problemOf(allowed), undefined, allowed);
    assert.equal(problemOf(refused), 'too_costly', refused);
  }
});

test('B19 an import of an unknown or unreadable hash has a reason of its own', () => {
  const unknown = ['', 'plain', '$1$abcdefgh$B9XGU5eLvTPqDGTWaQLRv.', '$5$a$b', '$6$a$b', '$apr1$a$b', '{SHA}abcd'];
  unknown.push(
    '$argon2d$v=19$m=64,t=2,p=2$c2FsdHNhbHRzYWx0$KGeSPV0A',
    '$2x$05$abc',
    'd41d8cd98f00b204e9800998ecf8427e',
  );
  unknown.push(`$md5$${'A'.repeat(MAX_HASH_LENGTH)}`);
  for (const hash of unknown) {
    assert.equal(isSupportedHash(hash), false, hash);
    assert.equal(problemOf(hash), 'unknown_format', hash);
  }
  const broken = ['$2a$10$short', '$2a$03$abcdefghijklmnopqrstuuTikAhV3tBvNF3DHXHzgvaWuQ2.xzNIq', '$2a$$'];
  broken.push('$argon2id$v=16$m=64,t=2,p=2$c2FsdHNhbHRzYWx0$KGeSPV0AxIVJZ+efcL+gS9p0IpbBdS2ahXjkrIxWvJA');
  broken.push('$argon2id$v=19$m=8,t=2,p=2$c2FsdHNhbHRzYWx0$KGeSPV0AxIVJZ+efcL+gS9p0IpbBdS2ahXjkrIxWvJA');
  broken.push('$argon2id$v=19$m=64,t=2,p=2$c2FsdHNhbHRzYWx0$', '$argon2i$v=19$t=2,m=64,p=2$c2FsdHNhbHRzYWx0$KGeSPV0A');
  broken.push('$pbkdf2-sha256$i=100,l=32$c2FsdA$', '$pbkdf2-sha256$i=0,l=32$c2FsdA$y6xac7vSV1mF6pQDwOk6kERPp2U');
  broken.push('$scrypt$ln=1000,r=8,p=1$c2FsdA==$DRqE1uRvt7EdqJ9jhhIW4w==', '$scrypt$ln=1024,r=8,p=1$c2FsdA==$');
  broken.push('$firescrypt$ln=10,r=8,p=1$c2FsdA==$$Bw==$', '$firescrypt$ln=99999,r=8,p=1$c2FsdA==$c2FsdA==$Bw==$Bw==');
  for (const hash of broken) {
    assert.equal(isSupportedHash(hash), true, hash);
    assert.equal(problemOf(hash), 'malformed', hash);
  }
});

test('families without a cost are imported unread but never compared when broken', () => {
  const broken = ['$md5$', '$md5$not-base64!', '$sha1$qGCjum5G6Uco+c1PD/AecHQa5Ds=', '{SSHA}', '{SSHA}bm8gc2FsdA=='];
  broken.push(
    '$md5-crypt$tooshort',
    '$sha256-crypt$rounds=x$a$b',
    '$hmac-sha256$$',
    '$hmac-sha256$YQ',
    '$sha256$pf=$$',
  );
  broken.push(`$sha256$pf=${template('{SALT}')}$YWJj$${template('x'.repeat(32))}`);
  for (const hash of broken.filter((text) => !/^\$md5\$$/.test(text))) {
    assert.equal(isSupportedHash(hash), true, hash);
    assert.equal(checkHashCost(hash), null, hash);
    assert.equal(readProblem(hash), 'malformed', hash);
  }
  assert.equal(matches('', '$md5$'), false);
});

test('SR-PW-03 base64 is read strictly: one digest has one spelling', () => {
  const strict = '$md5$1/UgIhN8b2vXqVFwcxvCqQ==';
  assert.equal(matches('Zelos-Test-1', strict), true);
  for (const spelling of ['1/UgIhN8b2vXqVFwcxvCqQ', '1_UgIhN8b2vXqVFwcxvCqQ==', '1/UgIhN8b2vXqVFwcxvCqR==']) {
    assert.equal(readProblem(`$md5$${spelling}`), 'malformed', spelling);
  }
});

test('SR-PW-03 a password cannot smuggle a placeholder into a template', () => {
  const hash = '$md5$pf=e1NBTFR9JHtQQVNTV09SRH17U0FMVH0=$TmFDbA==$PPESjsz0w1YpKFX6/f1dgg==';
  assert.equal(matches('Zelos-Test-1', hash), true);
  assert.equal(matches('{SALT}', hash), false);
  assert.equal(matches('{PASSWORD}', hash), false);
});

test('bcrypt variants and salts with noise in their last character match', () => {
  const digest = 'TikAhV3tBvNF3DHXHzgvaWuQ2.xzNIq';
  for (const prefix of ['$2', '$2a', '$2b', '$2y', '$2z']) {
    assert.equal(matches('Zelos-Test-1', `${prefix}$05$abcdefghijklmnopqrstuu${digest}`), true, prefix);
    assert.equal(matches('Zelos-Test-1', `${prefix}$05$abcdefghijklmnopqrstuv${digest}`), true, prefix);
  }
  assert.equal(matches('Zelos-Test-1', `$2a$05$abcdefghijklmnopqrstue${digest}`), false);
});

test('crypt families refuse passwords longer than the originals take', () => {
  for (const hash of OF_ASCII.filter((text) => /-crypt\$/.test(text))) {
    assert.equal(matches('x'.repeat(512), hash), false);
  }
});

test('MD4 gives the digests of RFC 1320', () => {
  const digests: Readonly<Record<string, string>> = {
    '': '31d6cfe0d16ae931b73c59d7e0c089c0',
    a: 'bde52cb31de33e46245e05fbdbd6fb24',
    abc: 'a448017aaf21d8525fc10ae87aa6729d',
    'message digest': 'd9130a8164549fe818874806e1c7014b',
    abcdefghijklmnopqrstuvwxyz: 'd79e1c308aa5bbcdeea8ed63df412da9',
    ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789: '043f8582f241db351ce627e153e7f0e4',
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890':
      'e33b4ddc9c38f2199c3e7b164fcc0536',
  };
  for (const [text, digest] of Object.entries(digests)) assert.equal(md4(Buffer.from(text)).toString('hex'), digest);
});
