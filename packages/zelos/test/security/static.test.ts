// Rules that the sources themselves keep: primitives that only one place may touch.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ConfigSchema } from '@zelos/contract';

const ROOT = join(import.meta.dirname, '../../../..');
const files = globSync('packages/{zelos,jsonnet,ui,contract,client}/src/**/*.ts', { cwd: ROOT })
  .filter((file) => !file.endsWith('.test.ts') && !/src\/testing\//.test(file))
  .sort();
/** Sources without comments and without the contents of plain strings. */
const code = new Map(
  files.map((file) => [
    file,
    readFileSync(join(ROOT, file), 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1'),
  ]),
);

/** Files whose code matches, apart from those that may. */
function offenders(pattern: RegExp, allowed: readonly RegExp[], within = /./): readonly string[] {
  return [...code]
    .filter(([file, text]) => within.test(file) && !allowed.some((a) => a.test(file)) && pattern.test(text))
    .map(([file]) => file);
}

describe('sources', () => {
  it('are seen', () => assert.ok(files.length > 200, `${files.length} files`));

  it('SR-CR-01, ST-1: randomness comes from the platform room and the development secrets', () => {
    assert.deepEqual(
      offenders(/\b(randomBytes|randomInt|getRandomValues|randomUUID|Math\.random)\b/, [
        /zelos\/src\/platform\//,
        /zelos\/src\/config\/dev-defaults\.ts$/,
      ]),
      [],
    );
  });

  it('SR-CR-05, SR-PW-13, ST-2: secrets are compared by the MAC’s comparison and by the hashers alone, in constant time', () => {
    const secretish =
      /\b(token|secret|digest|hash|hashed|mac|signature|password)\w*\s*(===|!==|==|!=)\s*(?!undefined|null|''|"|`|'|\d|typeof)[a-z]\w*(\.\w+)*\b/i;
    const allowed = [/jsonnet\//, /\/templating\//];
    const found = offenders(
      secretish,
      allowed,
      /zelos\/src\/(sessions|flows|methods|http|platform|throttle|identities)\//,
    );
    // Each of these compares names or presence, never a secret: see the lines.
    const lines = found.flatMap((file) =>
      (code.get(file) ?? '')
        .split('\n')
        .filter((line) => secretish.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    const known = [/c\.token === token/, /page-token\.ts/, /token !== NIL/];
    assert.deepEqual(
      lines.filter((line) => !known.some((k) => k.test(line))),
      [],
    );
    assert.deepEqual(offenders(/\btimingSafeEqual\b/, [/platform\/secrets\.ts$/, /platform\/hashers\//]), []);
  });

  it('SR-CR-10: MD5 and SHA-1 serve imported hashes and the prefix of the breach service alone', () => {
    const weak = /['"](md4|md5|sha1)['"]/;
    assert.deepEqual(
      offenders(weak, [
        /platform\/hashers\//,
        /methods\/password\/breach\.ts$/,
        /courier\/templating\//,
        /jsonnet\/src\//,
        /contract\/src\//,
      ]),
      [],
    );
  });

  it('SR-IV-13, ST-8: no code is made from data', () => {
    assert.deepEqual(
      offenders(
        /\beval\(|\bnew Function\(|from ['"](node:)?vm['"]|from ['"](node:)?child_process['"]|setTimeout\(\s*['"`]/,
        [],
      ),
      [],
    );
  });

  it('SR-HT-12, SR-OU-03, ST-14: nothing loosens the HTTP parser or TLS', () => {
    assert.deepEqual(offenders(/insecureHTTPParser|NODE_TLS_REJECT_UNAUTHORIZED/, []), []);
  });

  it('SR-IV-01, ST-3: SQL is written in the storage room, and values are bound there', () => {
    assert.deepEqual(offenders(/from ['"]kysely['"]|node:sqlite/, [/zelos\/src\/storage\//]), []);
    assert.deepEqual(
      offenders(
        /\bsql\.raw\(|\bsql\.lit\(|\.exec\(`[^`]*\$\{(?!.*pragma)/i,
        [/storage\/sqlite\//, /storage\/migrations\//],
        /zelos\/src\/storage\//,
      ),
      [],
    );
  });

  it('ST-5, ST-6: redirects and cookies are written where they are decided once', () => {
    assert.deepEqual(
      offenders(/['"]Set-Cookie['"]/i, [
        /http\/cookies\.ts$/,
        /edge\//,
        /compose\/pages\.ts$/,
        /ui\/src\//,
        /client\/src\//,
        /embedding/,
      ]),
      [],
    );
    assert.deepEqual(
      offenders(/\[\s*['"]Location['"]/, [
        /http\/exchange\.ts$/,
        /compose\/pages\.ts$/,
        /http\/routes\/(identities|schemas)\.ts$/,
        /ui\/src\//,
      ]),
      [],
    );
  });

  it('ST-7, SR-TH-06: forwarding headers are read in one room', () => {
    assert.deepEqual(
      offenders(/x-forwarded-|x-real-ip|true-client-ip|cf-connecting-ip|['"]forwarded['"]/i, [
        /http\/(facts|client-address)\.ts$/,
        /edge\//,
        /compose\/pages\.ts$/,
        /contract\/src\/config/,
        /hooks\/web-hook/,
      ]),
      [],
    );
  });

  it('SR-PW-15, SR-PW-09: there are no password hints, questions or rotation', () => {
    const text = JSON.stringify(ConfigSchema);
    for (const word of [
      'password_hint',
      'security_question',
      'secret_question',
      'rotate_password',
      'password_expiry',
      'max_password_age',
    ]) {
      assert.equal(text.includes(word), false, word);
    }
    assert.deepEqual(offenders(/security_?question|password_?hint/i, []), []);
  });

  it('SR-TH-05: whoever compares a password or a code asks for admission first', () => {
    const compares = /\bhasher\.verify\(|\bsecrets\.consume\(/;
    const asks = /\.admit\(/;
    const found = [...code].filter(([file, text]) => /zelos\/src\/methods\//.test(file) && compares.test(text));
    assert.ok(found.length >= 1);
    // A link holds more than 128 random bits and belongs to one flow: it cannot be guessed, so nothing is counted.
    const unguessable = /methods\/link\//;
    const folders = new Set(found.map(([file]) => file.replace(/[^/]+$/, '')));
    for (const folder of [...folders].filter((name) => !unguessable.test(name))) {
      assert.ok(
        [...code].some(([file, text]) => file.startsWith(folder) && asks.test(text)),
        `${folder} compares without admission`,
      );
    }
  });
});
