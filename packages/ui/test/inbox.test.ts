import assert from 'node:assert/strict';
import test from 'node:test';
import { createInbox } from '@zelos/ui';
import type { InboxMessage } from '@zelos/ui';
import { tagsOf } from './api.ts';
import { CORPUS } from './corpus.ts';
import { PUBLIC } from './flows.ts';

const ID = '22222222-2222-4222-8222-222222222222';
const MAIL: InboxMessage = {
  id: ID,
  channel: 'email',
  to: 'a@example.org',
  subject: 'Use code 123456',
  status: 'sent',
  templateType: 'verification_code_valid',
  at: new Date('2026-07-30T09:00:00Z'),
  language: 'en',
  text: `Enter this code:\n\n123456\n\n${PUBLIC}/self-service/verification?code=123456&flow=x\n`,
  html: `<!doctype html><html><head><title>x</title></head><body><a href="${PUBLIC}/u?a=1&amp;b=2" style="color:red">Go</a><a class="q" href="https://elsewhere.example/">out</a><a href="${PUBLIC}.evil.example/">near</a></body></html>`,
  problem: null,
  code: '123456',
};

function inboxOf(messages: readonly InboxMessage[], publicUrl = PUBLIC) {
  const inbox = createInbox({
    publicUrl,
    source: {
      newest: (limit) => Promise.resolve(messages.slice(0, limit)),
      get: (id) => Promise.resolve(messages.find((message) => message.id === id) ?? null),
    },
  });
  const open = (path: string, method = 'GET') => inbox.fetch(new Request(new URL(path, publicUrl), { method }));
  return { inbox, open, page: async (path: string) => (await open(path)).text() };
}

test('the inbox lists messages, newest first, and says so when there are none', async () => {
  const { open } = inboxOf([MAIL, { ...MAIL, id: ID.replace('2', '3'), channel: 'sms', subject: '', to: '+49151' }]);
  const answer = await open('/dev/inbox');
  assert.equal(answer.headers.get('cache-control'), 'private, no-cache, no-store, must-revalidate');
  const page = await answer.text();
  for (const shown of [
    `<a href="/dev/inbox/${ID}"><strong>Use code 123456</strong><span>a@example.org</span>`,
    '<time datetime="2026-07-30T09:00:00.000Z">Jul 30, 2026, 9:00 AM UTC</time>',
    '<strong>Text message</strong><span>+49151</span>',
    'class="status status-sent">sent<',
  ])
    assert.ok(page.includes(shown), shown);
  assert.match(await inboxOf([]).page('/dev/inbox'), /Nothing yet/);
});

test('a message shows its code, its text with links, and its HTML in a frame without scripts or origin', async () => {
  const page = await inboxOf([MAIL]).page(`/dev/inbox/${ID}`);
  assert.match(page, /<output id="inbox-code" aria-labelledby="code-label">123456<\/output>/);
  assert.match(page, /<button type="button" class="button button-choice" hidden data-copy="inbox-code"/);
  assert.ok(page.includes(`<a href="${PUBLIC}/self-service/verification?code=123456&amp;flow=x" rel="noreferrer">`));
  const frames = tagsOf(page).filter(({ name }) => name === 'iframe');
  assert.deepEqual(
    frames.map(({ attributes }) => attributes),
    [
      {
        src: `/dev/inbox/${ID}/html`,
        title: 'HTML part',
        sandbox: 'allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation',
      },
    ],
  );
  const sms = { ...MAIL, channel: 'sms', html: null, code: null } as const;
  const plain = await inboxOf([sms]).page(`/dev/inbox/${ID}`);
  assert.doesNotMatch(plain, /<iframe|<output/);
  assert.match(await inboxOf([{ ...sms, text: '' }]).page(`/dev/inbox/${ID}`), /no longer kept/);
  assert.match(
    await inboxOf([{ ...sms, problem: 'line <3>' }]).page(`/dev/inbox/${ID}`),
    /cannot be made: line &lt;3&gt;/,
  );
});

test('SR-HT-03 SR-HT-04: the HTML part is an answer of its own, sandboxed, framable by us alone; links to us leave it', async () => {
  const { open } = inboxOf([MAIL]);
  const answer = await open(`/dev/inbox/${ID}/html`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  for (const part of [
    "default-src 'none'",
    "frame-ancestors 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    'sandbox ',
  ]) {
    assert.ok(policy.includes(part), part);
  }
  assert.doesNotMatch(policy, /script|allow-scripts|allow-same-origin|allow-forms/);
  assert.equal(answer.headers.get('x-frame-options'), 'SAMEORIGIN');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  const html = await answer.text();
  assert.ok(html.includes(`<head><base target="_blank">`));
  assert.ok(html.includes(`<a target="_top" href="${PUBLIC}/u?a=1&amp;b=2"`));
  assert.ok(html.includes('<a class="q" href="https://elsewhere.example/">'));
  assert.ok(html.includes(`<a href="${PUBLIC}.evil.example/">`));
  const pageHeaders = (await open(`/dev/inbox/${ID}`)).headers;
  assert.match(
    pageHeaders.get('content-security-policy') ?? '',
    /style-src 'self';.*frame-ancestors 'none'; frame-src 'self'$/,
  );
  assert.equal(pageHeaders.get('x-frame-options'), 'DENY');
});

test('unknown messages, parts that are not there, other paths, a prefix', async () => {
  const { inbox, open } = inboxOf([{ ...MAIL, html: null }]);
  assert.equal((await open(`/dev/inbox/${ID.replace('2', '3')}`)).status, 404);
  assert.equal((await open(`/dev/inbox/${ID}/html`)).status, 404);
  assert.deepEqual(
    [(await open('/dev/inbox', 'HEAD')).status, await (await open('/dev/inbox', 'HEAD')).text()],
    [200, ''],
  );
  const paths = [
    '/dev/inbox',
    `/dev/inbox/${ID}`,
    `/dev/inbox/${ID}/html`,
    '/zelos-ui.css',
    '/dev/inbox/',
    '/dev/inbox/x',
    '/dev',
  ];
  assert.deepEqual(
    paths.map((path) => inbox.handles(path)),
    [true, true, true, true, false, false, false],
  );
  const below = inboxOf([MAIL], 'https://id.example/auth/');
  for (const path of ['/auth/dev/inbox', '/dev/inbox']) {
    assert.match(await below.page(path), new RegExp(`href="/auth/dev/inbox/${ID}"`), path);
  }
});

test('SR-IV-10: nothing in a message changes what the pages of the inbox are made of', async () => {
  const poisoned = (evil: string): InboxMessage => ({
    ...MAIL,
    to: evil,
    subject: evil,
    status: evil,
    templateType: evil,
    language: evil,
    text: `${evil} https://x.example/${evil} end`,
    html: evil,
    problem: evil,
    code: evil,
    at: new Date(Number.NaN),
  });
  const pages = async (evil: string) => {
    const { page } = inboxOf([poisoned(evil)]);
    return [await page('/dev/inbox'), await page(`/dev/inbox/${ID}`)];
  };
  const shape = (page: string) =>
    tagsOf(page).map(({ name, attributes }) => [name, ...Object.keys(attributes)].join(' '));
  const harmless = (await pages('Fine one')).map(shape);
  for (const evil of CORPUS) {
    for (const [index, page] of (await pages(evil)).entries()) {
      assert.deepEqual(shape(page), harmless[index], `page ${index}: ${JSON.stringify(evil)}`);
      for (const { attributes } of tagsOf(page)) {
        const address = (attributes['href'] ?? attributes['src'] ?? '').replace(/[^!-~]/g, '');
        if (address !== 'data:,') assert.doesNotMatch(address, /^(javascript|vbscript|data|blob):/i);
      }
    }
  }
});
