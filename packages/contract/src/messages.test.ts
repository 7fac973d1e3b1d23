import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isMessageId,
  MESSAGE_RANGES,
  type MessageDefinition,
  MESSAGES,
  type MessageId,
  timeContext,
  uiText,
} from './messages.ts';
import type { JsonObject, JsonValue } from './models/wire.ts';

const ids = Object.keys(MESSAGES).map(Number) as MessageId[];

/** A context with a plausible value under every key that a message knows. */
function contextFor(definition: MessageDefinition): JsonObject {
  const keys = [...definition.keys, ...(definition.textOnly ?? [])];
  return Object.fromEntries(keys.map((key): [string, JsonValue] => [key, sample(key)]));
}

function sample(key: string): JsonValue {
  if (key.endsWith('_unix')) return 1_767_225_600;
  if (key === 'secrets') return [{ id: 1050009, text: 'abcd', type: 'info' }];
  if (key.startsWith('available_') || key === 'allowed_types') return ['one', 'two'];
  if (/^(min|max|actual)_|_[ab]$|^(minimum|maximum|actual|base|breaches|retry_after_seconds)$/.test(key)) return 3;
  return `value of ${key}`;
}

describe('catalogue of UI texts', () => {
  it('renders every text with its keys, without gaps', () => {
    for (const id of ids) {
      const definition: MessageDefinition = MESSAGES[id];
      const { text } = uiText(id, contextFor(definition));
      assert.notEqual(text.trim(), '', `${id}`);
      assert.doesNotMatch(text, /undefined|null|NaN|\[object/, `${id}: ${text}`);
    }
  });

  it('renders every text without a context, too', () => {
    for (const id of ids) {
      assert.doesNotMatch(uiText(id).text, /undefined|null|NaN|\[object/, `${id}`);
    }
  });

  it('names every message once and lists every key once', () => {
    const names = ids.map((id) => MESSAGES[id].name);
    assert.equal(new Set(names).size, names.length);
    for (const id of ids) {
      const { keys }: MessageDefinition = MESSAGES[id];
      assert.equal(new Set(keys).size, keys.length, `${id}`);
    }
  });

  it('files every message under the parts it was written in, none overwritten by another', () => {
    for (const id of ids) {
      const range = Math.floor(id / 10_000) * 10_000;
      assert.ok(range in MESSAGE_RANGES || range === 1_070_000, `${id}`);
      assert.ok(id < 4_000_000 ? MESSAGES[id].type !== 'error' : MESSAGES[id].type === 'error', `${id}`);
    }
    assert.equal(ids.length, 166);
  });

  it('never gives out the root of a range', () => {
    for (const root of Object.keys(MESSAGE_RANGES).map(Number)) assert.equal(isMessageId(root), false, `${root}`);
  });

  it('gives every time twice', () => {
    for (const id of ids) {
      const { keys }: MessageDefinition = MESSAGES[id];
      for (const key of keys.filter((one) => one.endsWith('_unix'))) {
        assert.ok(keys.includes(key.slice(0, -'_unix'.length)), `${id} ${key}`);
      }
    }
  });
});

describe('uiText', () => {
  it('leaves out a context that is absent or empty', () => {
    assert.deepEqual(uiText(1070001), { id: 1070001, text: MESSAGES[1070001].text({}), type: 'info' });
    assert.equal('context' in uiText(1070001, {}), false);
  });

  it('keeps empty lists in the context, as recordings of account linking show them', () => {
    const context = { available_credential_types: ['password'], available_oidc_providers: [] };
    assert.deepEqual(uiText(4000028, context).context, context);
    const linking = { provider: 'a', available_credential_types: [], available_providers: [] };
    assert.deepEqual(uiText(1010016, linking).context, linking);
  });

  it('shows the reason of a general error and the title of a trait', () => {
    assert.equal(uiText(4000001, { reason: 'The sky is too blue.' }).text, 'The sky is too blue.');
    const label = uiText(1070002, { title: 'Favourite tea', name: 'traits.tea' });
    assert.equal(label.text, 'Favourite tea');
    assert.deepEqual(label.context, { title: 'Favourite tea', name: 'traits.tea' });
  });

  it('uses a masked address for the text only', () => {
    assert.deepEqual(uiText(1070000, { address: 'a***@b.test' }), { id: 1070000, text: 'a***@b.test', type: 'info' });
  });

  it('lists backup codes, used and unused', () => {
    const secrets = [uiText(1050009, { secret: 'first' }), uiText(1050014, { used_at: '2026-01-01T00:00:00Z' })];
    const { text } = uiText(1050015, { secrets: secrets as unknown as JsonValue });
    assert.ok(text.startsWith('first, '));
    assert.ok(text.includes('2026-01-01T00:00:00Z'));
  });

  it('AB-2: says how long to wait', () => {
    const wait = uiText(4990001, { retry_after_seconds: 30 });
    assert.equal(wait.type, 'error');
    assert.match(wait.text, /30 seconds/);
    assert.deepEqual(wait.context, { retry_after_seconds: 30 });
  });

  it('B17: cuts a long offending value', () => {
    assert.ok(uiText(4000040, { value: 'x'.repeat(500) }).text.length < 150);
  });
});

describe('timeContext', () => {
  it('tells a time in text and in whole seconds', () => {
    assert.deepEqual(timeContext('expired_at', new Date(1_767_225_600_999)), {
      expired_at: '2026-01-01T00:00:00.999Z',
      expired_at_unix: 1_767_225_600,
    });
  });
});
