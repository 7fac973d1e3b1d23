import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { resolveReference } from '../../src/config/index.ts';
import { loadOverrides, type OverrideSources, TemplateOverrideError } from '../../src/courier/overrides.ts';
import { createTemplates, templateTypes } from '../../src/courier/templates.ts';
import { TemplateError } from '../../src/courier/templating/index.ts';

const base64 = (text: string): string => `base64://${Buffer.from(text).toString('base64')}`;
const VARIABLES = {
  To: 'person@example.test',
  RecoveryCode: '123456',
  RequestURL: 'https://id.example.test/?a=1&b=<2>',
  Identity: { id: 'i', traits: { email: 'person@example.test', lang: 'de' } },
  ExpiresInMinutes: 15,
  TransientPayload: {},
};

async function folderWith(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zelos-templates-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const load = async (sources: Partial<OverrideSources>) =>
  createTemplates(
    await loadOverrides({ references: {}, folder: null, ...sources }, templateTypes, (key, reference) =>
      resolveReference(key, reference, { cwd: tmpdir() }),
    ),
  );
const references = (parts: OverrideSources['references'][string]['parts']) => ({
  recovery_code_valid: { key: 'courier.templates.recovery_code.valid', parts },
});

test('references replace part by part, everything else keeps the built-in words', async () => {
  const templates = await load({ references: references({ subject: base64('  Grüße – {{ .RecoveryCode }} \n') }) });
  const { subject, body } = templates.render('recovery_code_valid', 'email', VARIABLES, 'en');
  assert.equal(subject, 'Grüße – 123456');
  assert.match(body, /^123456$/m);
  assert.match(templates.renderHtml('recovery_code_valid', VARIABLES, 'en'), />123456</);
  assert.match(
    templates.render('verification_code_valid', 'email', { VerificationCode: '9' }, 'en').subject,
    /code 9 to confirm/,
  );
});

test('one address for HTML and text: the HTML part is escaped, the text is not (B27)', async () => {
  const both = base64('<p>{{ .RequestURL }}</p>');
  const templates = await load({ references: references({ html: both, plaintext: both }) });
  assert.equal(
    templates.render('recovery_code_valid', 'email', VARIABLES, 'en').body,
    '<p>https://id.example.test/?a=1&b=<2></p>',
  );
  assert.equal(
    templates.renderHtml('recovery_code_valid', VARIABLES, 'en'),
    '<p>https://id.example.test/?a=1&amp;b=&lt;2&gt;</p>',
  );
});

test('the folder of the peer: parts by file, siblings included by name, references win', async (t) => {
  const folder = await folderWith(t, {
    'recovery_code/valid/email.subject.gotmpl': 'from the folder {{ .RecoveryCode }}',
    'recovery_code/valid/email.body.plaintext.gotmpl':
      '{{ if eq .Identity.traits.lang "de" }}{{ template "email.body.plaintext.de.gotmpl" . }}{{ else }}english{{ end }}',
    'recovery_code/valid/email.body.plaintext.de.gotmpl': 'deutsch {{ .RecoveryCode }}',
    'recovery_code/valid/sms.body.gotmpl': 'sms {{ .RecoveryCode }}',
    'verifiable_address_changed/email.subject.gotmpl': 'changed {{ .Identity.id }}',
    'recovery_code/valid/email.subject.unused.gotmpl': 'never',
  });
  const templates = await load({
    folder,
    references: references({ sms: base64('sms by reference {{ .RecoveryCode }}') }),
  });
  assert.deepEqual(templates.render('recovery_code_valid', 'email', VARIABLES, 'en'), {
    subject: 'from the folder 123456',
    body: 'deutsch 123456',
  });
  assert.equal(templates.render('recovery_code_valid', 'sms', VARIABLES, 'en').body, 'sms by reference 123456');
  assert.equal(templates.render('verifiable_address_changed', 'email', VARIABLES, 'en').subject, 'changed i');
});

test('a template that cannot be used refuses the start with key, file and position', async (t) => {
  const folder = await folderWith(t, {
    'own.gotmpl': 'one\ntwo {{ if .X }}',
    'broken/recovery/valid/email.body.gotmpl': '<p>{{ .Nope </p>',
  });
  const file = pathToFileURL(join(folder, 'own.gotmpl')).href;
  await assert.rejects(load({ references: references({ plaintext: file }) }), (error) => {
    assert.ok(error instanceof TemplateOverrideError);
    assert.match(
      error.message,
      /^courier\.templates\.recovery_code\.valid\.email\.body\.plaintext cannot be used: .*own\.gotmpl, line 2, column \d+: /,
    );
    return true;
  });
  await assert.rejects(load({ folder: join(folder, 'broken') }), (error) => {
    assert.ok(error instanceof TemplateOverrideError);
    assert.match(
      error.message,
      /^courier\.template_override_path cannot be used: .*recovery.valid.email\.body\.gotmpl, line 1/,
    );
    return true;
  });
  await assert.rejects(
    load({ references: references({ subject: 'file:///does/not/exist' }) }),
    /courier\.templates\.recovery_code\.valid\.email\.subject/,
  );
});

test('a template that fails while rendering fails the call: nothing falls back', async () => {
  const templates = await load({ references: references({ subject: base64('{{ index .RecoveryCode 99 }}') }) });
  assert.throws(() => templates.render('recovery_code_valid', 'email', VARIABLES, 'en'), TemplateError);
});

test('values are never read as templates (SR-IV-11)', async () => {
  const templates = await load({ references: references({ plaintext: base64('{{ .Identity.traits.email }}') }) });
  const variables = { ...VARIABLES, Identity: { traits: { email: '{{ .RecoveryCode }}' } } };
  assert.equal(templates.render('recovery_code_valid', 'email', variables, 'en').body, '{{ .RecoveryCode }}');
});
