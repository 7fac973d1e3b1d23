import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { linkProblem } from './links.ts';
import { ConfigReferenceError, resolveReference } from './resolve-refs.ts';
import { loadDomainOf, wildcardProblem } from './wildcards.ts';

const encode = (text: string) => Buffer.from(text).toString('base64');

test('references are read from base64, files and http', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'zelos-refs-'));
  t.after(() => rm(cwd, { recursive: true }));
  await writeFile(join(cwd, 'a b.json'), '{"ü":1}');
  const asked: unknown[] = [];
  const options = {
    cwd,
    fetchText: async (url: string, limits: object) => {
      asked.push([url, limits]);
      return 'fetched';
    },
  };
  const cases: readonly (readonly [string, string])[] = [
    [`base64://${encode('{"ü":1}')}`, '{"ü":1}'],
    [`base64://${Buffer.from('???>').toString('base64url')}`, '???>'],
    ['base64://', ''],
    ['file://./a%20b.json', '{"ü":1}'],
    ['file://a%20b.json', '{"ü":1}'],
    [`file://${cwd}/a%20b.json`, '{"ü":1}'],
    ['https://example.com/x', 'fetched'],
  ];
  for (const [reference, expected] of cases) {
    assert.equal(await resolveReference('identity.schemas.0.url', reference, options), expected, reference);
  }
  assert.deepEqual(asked, [['https://example.com/x', { maxBytes: 1024 * 1024, timeoutMs: 10_000 }]]);
});

test('a reference that cannot be read is an error that names the key and not the content', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'zelos-refs-'));
  t.after(() => rm(cwd, { recursive: true }));
  await writeFile(join(cwd, 'big'), 'x'.repeat(20));
  const options = {
    cwd,
    maxBytes: 10,
    fetchText: async () => {
      throw new Error('no route');
    },
  };
  const cases: readonly (readonly [string, RegExp])[] = [
    ['base64://*hidden*', /^some\.key is not valid base64$/],
    [`base64://${encode('x'.repeat(11))}`, /larger than 10 bytes/],
    ['base64://gA==', /not UTF-8/],
    ['file://./missing', /missing, which cannot be read \(ENOENT\)/],
    ['file://./big', /larger than 10 bytes/],
    ['file://./%zz', /not a valid file address/],
    ['https://user:hidden@example.com/x', /cannot be fetched from example\.com: no route/],
    ['ftp://example.com', /must start with/],
  ];
  for (const [reference, message] of cases) {
    await assert.rejects(resolveReference('some.key', reference, options), (error) => {
      assert.ok(error instanceof ConfigReferenceError);
      assert.equal(error.key, 'some.key');
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /hidden/);
      return true;
    });
  }
  await assert.rejects(resolveReference('k', 'https://example.com', { cwd }), /cannot be read here/);
});

test('SR-RD-08: only http, https and paths are links; app schemes only as allowed targets', () => {
  const link = (text: string, target = false) => linkProblem({ path: [], text, target });
  for (const text of ['https://a.example/x', 'http://localhost:3000', '/welcome', 'welcome'])
    assert.equal(link(text), undefined, text);
  const scripts = [
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://a',
  ];
  for (const text of scripts) {
    assert.notEqual(link(text), undefined, text);
    assert.notEqual(link(text, true), undefined, text);
  }
  for (const text of [
    '',
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    'https:///x',
    'https:\\\\evil',
    'ftp://a.example',
  ]) {
    assert.notEqual(link(text), undefined, text);
  }
  assert.equal(link('com.example.app://callback', true), undefined);
  assert.notEqual(link('com.example.app://callback'), undefined);
});

test('SR-RD-03: wildcards stand for whole labels below a registrable domain', async () => {
  const domainOf = await loadDomainOf();
  for (const address of [
    'https://*.example.com',
    'https://*.app.example.co.uk/x',
    'https://*.example.com:8443',
    'https://example.com',
    '/path*',
  ]) {
    assert.equal(wildcardProblem(address, domainOf), undefined, address);
  }
  const refused = [
    'https://*.com',
    'https://*.co.uk',
    'https://*.github.io',
    'https://*example.com',
    'https://*',
    'https://*.*.example.com',
    'https://app.*.example.com',
    'https://example.*',
    'https://*.example.com:*',
    'https://x@*.example.com',
    'http*://example.com',
    'https://*.10.0.0.1',
  ];
  for (const address of refused) assert.notEqual(wildcardProblem(address, domainOf), undefined, address);
});
