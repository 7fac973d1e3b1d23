import assert from 'node:assert/strict';
import test from 'node:test';
import { deviceName } from '../device.ts';
import { en } from './en.ts';
import { say, textsFor } from './index.ts';

test('the language is what the reader prefers among those we have', () => {
  for (const header of [null, '', 'en-GB,en;q=0.9', 'xx, yy;q=0.2', '*', ';;;,,q=', 'en;q=0']) {
    assert.equal(textsFor(header).language, 'en');
  }
});

test('a sentence of our own wins over the one the server sent, by message id', () => {
  const message = { id: 7, text: 'from the server', type: 'info', context: { n: 3 } } as const;
  assert.equal(say(en, message), 'from the server');
  assert.equal(say({ ...en, messages: { 7: (need) => `ours ${need('n')}` } }, message), 'ours 3');
});

test('times are readable, and shown as they are when they are none', () => {
  assert.equal(en.time('2026-07-30T09:05:00.123456Z'), 'Jul 30, 2026, 9:05 AM UTC');
  assert.equal(en.time('soon'), 'soon');
});

test('devices are named the way people know them', () => {
  const agents = {
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1':
      'Safari · iOS',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0':
      'Edge · Windows',
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36':
      'Chrome · Android',
    'curl/8.5.0': 'curl/8.5.0',
  };
  for (const [agent, name] of Object.entries(agents)) assert.equal(deviceName(agent), name);
});
