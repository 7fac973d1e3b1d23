import assert from 'node:assert/strict';
import test from 'node:test';
import { ERRORS, isMessageId, MESSAGES } from '@zelos/contract';
import type { JsonObject, MessageId } from '@zelos/contract';
import { en } from './en.ts';
import { fieldTitle } from './fields.ts';
import { LANGUAGES, say, textsFor } from './index.ts';
import { shown } from './messages/kit.ts';
import type { Texts } from './texts.ts';

/** Messages that are nothing but a value. */
const VERBATIM: ReadonlySet<number> = new Set([1050006, 1050009, 1050015, 1070000, 1070002, 4000001]);
const IDS = Object.keys(MESSAGES).map(Number).filter(isMessageId);
const OTHERS = LANGUAGES.filter((texts) => texts !== en);

const ERROR_IDS = Object.keys(ERRORS);
/** Errors that only programs meet, or that lead a browser on instead of to the error page. */
const FOR_PROGRAMS: ReadonlySet<string> = new Set([
  'session_aal2_required',
  'session_aal_already_fulfilled',
  'session_refresh_required',
  'session_verified_address_required',
  'self_service_flow_replaced',
  'browser_location_change_required',
]);

/** Words that are the same in English and another language. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  de: ['Passkey', 'Passkeys', 'optional'],
  fr: ['Confirmer', 'Continuer'],
  es: ['No'],
  pt: [],
  ja: [],
};

const COUNTS = /_length$|_items$|^retry_after|^minimum$|^maximum$|^base$|^actual$|^index_/;

/** A context with everything that a message may mention. Names are chosen so that they cannot be missed in a sentence. */
function contextOf(id: MessageId): JsonObject {
  const { keys } = MESSAGES[id] as { readonly keys: readonly string[] };
  const value = (key: string) => (COUNTS.test(key) ? 7 : key.endsWith('_at') ? '2026-08-30T09:05:00Z' : `<${key}>`);
  return Object.fromEntries(keys.map((key) => [key, value(key)]));
}

/** Every sentence of a language outside of the messages, by its path. Functions are called. */
function sentences(texts: object, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) => {
    const at = path ? `${path}.${key}` : key;
    if (at === 'messages' || at === 'fields' || at === 'error.reasons') return [];
    if (typeof value === 'string') return [[at, value] as const];
    if (typeof value === 'function') return [[at, String((value as (text: string) => unknown)('<x>'))] as const];
    return sentences(value as object, at);
  });
}

test('every language has every text, and none is empty or breaks', () => {
  const wanted = sentences(en).map(([path]) => path);
  assert.ok(wanted.length > 70);
  for (const texts of LANGUAGES) {
    const found = sentences(texts);
    assert.deepEqual(found.map(([path]) => path).sort(), [...wanted].sort(), texts.language);
    for (const [path, text] of found) {
      assert.match(text, /\S/, `${texts.language} ${path}`);
      assert.doesNotMatch(text, /undefined|null|\[object|NaN|^\s|\s$/, `${texts.language} ${path}`);
    }
  }
  const tags = LANGUAGES.map(({ language }) => language);
  assert.deepEqual(tags, ['en', 'de', 'fr', 'es', 'pt', 'ja']);
  assert.equal(new Set(LANGUAGES.map(({ ownName }) => ownName)).size, tags.length);
});

test('every language but the server’s own says why something failed', () => {
  const wanted = ERROR_IDS.filter((id) => !FOR_PROGRAMS.has(id)).sort();
  for (const { language, error } of OTHERS) {
    assert.deepEqual(Object.keys(error.reasons).sort(), wanted, language);
    const texts = Object.values(error.reasons);
    assert.equal(new Set(texts).size, texts.length, language);
    for (const text of texts) assert.match(text, /[.。]$/, language);
  }
  assert.deepEqual(en.error.reasons, {});
});

test('every language but the server’s own has a sentence for every message that has words, and says its values', () => {
  for (const texts of OTHERS) {
    assert.deepEqual(
      Object.keys(texts.messages).map(Number).sort(),
      IDS.filter((id) => !VERBATIM.has(id)).sort(),
      texts.language,
    );
    for (const id of IDS.filter((one) => !VERBATIM.has(one))) {
      const context = contextOf(id);
      const text = say(texts, { id, text: 'from the server', type: 'info', context });
      assert.notEqual(text, 'from the server', `${texts.language} ${id}`);
      assert.doesNotMatch(text, /undefined|\[object|NaN|^\s|\s$/, `${texts.language} ${id}`);
      // What the English sentence mentions is not lost. Names of fields and reasons in English are: the message stands
      // beside its field, and a page that was replaced says so in general.
      const english = MESSAGES[id].text(context);
      for (const value of english.match(/<[a-z_]+>/g) ?? []) {
        if (value !== '<property>' && id !== 5000001)
          assert.ok(text.includes(value), `${texts.language} ${id} says ${value}`);
      }
      assert.equal((text.match(/7/g) ?? []).length, (english.match(/7/g) ?? []).length, `${texts.language} ${id}`);
    }
  }
});

test('nothing is left in English by accident', () => {
  const english = new Map(sentences(en));
  for (const texts of OTHERS) {
    const allowed = SAME[texts.language] ?? [];
    for (const [path, text] of sentences(texts)) {
      assert.ok(
        text !== english.get(path) || path === 'direction' || path === 'time' || allowed.includes(text),
        `${texts.language} ${path}`,
      );
    }
    for (const id of IDS.filter((one) => !VERBATIM.has(one))) {
      const context = contextOf(id);
      const text = say(texts, { id, text: '', type: 'info', context });
      assert.ok(text !== MESSAGES[id].text(context) || allowed.includes(text), `${texts.language} ${id}: ${text}`);
    }
  }
});

test('no two languages share a sentence of seven words or more', () => {
  const long = (texts: Texts) =>
    IDS.map((id) => texts.messages[id]).filter(
      (one): one is string => typeof one === 'string' && /(\S+ ){6}/.test(one),
    );
  const seen = new Map<string, string>();
  for (const texts of OTHERS) {
    for (const sentence of new Set(long(texts))) {
      assert.equal(seen.get(sentence), undefined, `${texts.language}: ${sentence}`);
      seen.set(sentence, texts.language);
    }
  }
});

test('where a value is missing the server’s sentence stands; a value somebody made up is text', () => {
  const [, de] = LANGUAGES;
  assert.ok(de);
  const message = { id: 1010002, text: 'Continue with Acme', type: 'info' } as const;
  assert.equal(say(de, message), 'Continue with Acme');
  assert.equal(say(de, { ...message, context: { provider: 'Acme' } }), 'Weiter mit Acme');
  assert.equal(say(de, { ...message, context: { provider: { a: 1 } } }), 'Continue with Acme');
  assert.equal(
    say(de, { id: 4990001, text: '', type: 'error', context: { retry_after_seconds: 1 } }).includes('1 Sekunde '),
    true,
  );
  assert.equal(say(de, { id: 999, text: 'unknown', type: 'info' }), 'unknown');
  assert.equal(shown(['a', null, 2]), 'a, 2');
});

test('the language is what the reader prefers among those we have, then the configured one, then English', () => {
  const cases: readonly (readonly [string | null, string | undefined, string])[] = [
    ['de-AT,de;q=0.9,en;q=0.8', undefined, 'de'],
    ['xx, fr;q=0.2, ja;q=0.3', undefined, 'ja'],
    ['PT-br', 'de', 'pt'],
    ['xx', 'es', 'es'],
    [null, 'fr-CA', 'fr'],
    ['xx', 'yy', 'en'],
    ['de;q=0, es', undefined, 'es'],
    ['dex', undefined, 'en'],
  ];
  for (const [header, otherwise, language] of cases)
    assert.equal(textsFor(header, otherwise).language, language, `${header}`);
});

test('titles of common fields are in the language of the page, all others as the operator wrote them', () => {
  for (const texts of OTHERS) {
    assert.notEqual(fieldTitle(texts, 'First name'), 'First name', texts.language);
    const words = Object.values(texts.fields ?? {});
    assert.equal(new Set(words).size, 6, texts.language);
    for (const word of words) assert.match(word, /\S/);
    for (const title of ['Send me news', 'constructor', '', 'Personalnummer'])
      assert.equal(fieldTitle(texts, title), title);
  }
  assert.equal(fieldTitle(en, 'E-Mail'), 'E-Mail');
  const [, de] = LANGUAGES;
  assert.ok(de);
  assert.deepEqual(
    ['email', 'E-Mail Address', 'last_name', 'Surname'].map((title) => fieldTitle(de, title)),
    ['E-Mail', 'E-Mail', 'Nachname', 'Nachname'],
  );
});
