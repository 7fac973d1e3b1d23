import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Facts, languages, type MailId, type SmsId } from './index.ts';

const FACTS: Facts = {
  to: 'person@example.test',
  code: '654321',
  url: 'https://id.example.test/u',
  minutes: 15,
  at: '2026-03-01T12:00:00Z',
  application: 'The Shop',
};

/** Every sentence of a language, by its place. */
function sentences({ mails, texts }: (typeof languages)[number], facts = FACTS): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const id of Object.keys(mails) as MailId[]) {
    const { subject, heading, lead, link, linkHint, notes } = mails[id](facts);
    const parts = { subject, heading, ...Object.fromEntries(lead.entries()), label: link?.label, linkHint };
    for (const [part, text] of Object.entries(parts)) if (text !== undefined) found.set(`${id} ${part}`, text);
    notes.forEach((text, index) => found.set(`${id} note ${index}`, text));
  }
  for (const id of Object.keys(texts) as SmsId[]) found.set(`sms ${id}`, texts[id](facts));
  return found;
}

test('mails exist in six languages, with the same parts and values, and none is left in English', () => {
  const [english, ...others] = languages;
  assert.deepEqual(
    languages.map(({ tag }) => tag),
    ['en', 'de', 'fr', 'es', 'pt', 'ja'],
  );
  const wanted = sentences(english);
  assert.ok(wanted.size > 60);
  for (const language of others) {
    const found = sentences(language);
    assert.deepEqual([...found.keys()], [...wanted.keys()], language.tag);
    for (const [place, text] of found) {
      const original = wanted.get(place) ?? '';
      assert.notEqual(text, original, `${language.tag} ${place}`);
      assert.doesNotMatch(text, /undefined|null|^\s|\s$/, `${language.tag} ${place}`);
      for (const value of Object.values(FACTS).map(String)) {
        assert.equal(text.includes(value), original.includes(value), `${language.tag} ${place}: ${value}`);
      }
    }
  }
});

test('absent values leave no traces: no application, no time, no link, less than a minute', () => {
  for (const language of languages) {
    const found = sentences(language, { ...FACTS, application: '', at: '', url: '', minutes: 0 });
    for (const [place, text] of found) {
      assert.doesNotMatch(text, /\(\)|（）| {2}|The Shop|\b0\b/, `${language.tag} ${place}`);
    }
  }
});
