import assert from 'node:assert/strict';
import test from 'node:test';
import type { LoginFlow, RegistrationFlow, UiNode } from '@zelos/contract';
import * as samples from '../test/flows.ts';
import { renderFlow } from './render-flow.ts';
import { en } from './text/en.ts';

/** One tag per line. */
function lines(flow: LoginFlow | RegistrationFlow, layout: 'choices' | 'sections' = 'choices'): readonly string[] {
  const heading = (group: string) => (layout === 'sections' ? `About ${group}` : undefined);
  const page = String(renderFlow(flow.ui, { texts: en, origin: samples.PUBLIC, layout, heading }));
  return page.replaceAll(/>\s*</g, '>\n<').split('\n');
}

const form = (group: string, kind = 'login') =>
  `<form class="form form-${group}" action="https://id.example/self-service/${kind}?flow=${samples.FLOW_ID}" method="post">`;
const token = '<input type="hidden" name="csrf_token" value="csrf==">';

test('SR-PW-10: a password form, masked, fillable by managers, with a reveal button for those who have scripts', () => {
  assert.deepEqual(lines(samples.passwordLogin), [
    form('password'),
    token,
    '<div class="field">',
    '<label for="node-2">Email</label>',
    '<input type="text" value="" autocapitalize="none" spellcheck="false" id="node-2" name="identifier" autocomplete="username" required autofocus>',
    '</div>',
    '<div class="field">',
    '<label for="node-3">Password</label>',
    '<span class="reveal">',
    '<input type="password" id="node-3" name="password" autocomplete="current-password" required>',
    '<button type="button" class="button-reveal" hidden aria-label="Show the password" data-reveal="node-3" data-show="Show" data-show-label="Show the password" data-hide="Hide" data-hide-label="Hide the password">Show</button>',
    '</span>',
    '</div>',
    '<button type="submit" class="button button-primary" name="method" value="password">Sign in</button>',
    '</form>',
  ]);
});

test('a code form: continue is what Enter presses, "send again" is not stopped by the empty field', () => {
  assert.deepEqual(lines(samples.codeLogin), [
    form('code'),
    token,
    '<input type="hidden" name="identifier" value="a@example.org">',
    '<div class="field">',
    '<label for="node-3">Code</label>',
    '<input type="text" value="" inputmode="numeric" autocapitalize="none" spellcheck="false" id="node-3" name="code" autocomplete="one-time-code" required autofocus>',
    '</div>',
    '<input type="hidden" name="method" value="code">',
    '<button type="submit" class="button button-primary" name="method" value="code">Continue</button>',
    '<button type="submit" class="button button-quiet" name="resend" value="code" formnovalidate>Send again</button>',
    '</form>',
  ]);
});

test('a registration: provider above, messages at their field, choice, number, checkbox that can say no', () => {
  assert.deepEqual(lines(samples.profileRegistration), [
    form('oidc', 'registration'),
    token,
    '<button type="submit" class="button button-choice" name="provider" value="google" formnovalidate>',
    '<span class="mark" aria-hidden="true">G</span>Sign up with Google</button>',
    '</form>',
    '<p class="divider">',
    '<span>or</span>',
    '</p>',
    form('profile', 'registration'),
    token,
    '<div class="field">',
    '<label for="node-4">Email</label>',
    '<input type="email" value="x" id="node-4" name="traits.email" autocomplete="email" required autofocus aria-invalid="true" aria-describedby="node-4-messages">',
    '<span class="messages" id="node-4-messages">',
    '<span class="message message-error">&quot;x&quot; is no address</span>',
    '</span>',
    '</div>',
    '<div class="field">',
    '<label for="node-5">First name <span class="optional">optional</span>',
    '</label>',
    '<input type="text" value="" pattern="^.{2,}$" maxlength="20" id="node-5" name="traits.name.first_name">',
    '</div>',
    '<div class="field">',
    '<label for="node-6">Size <span class="optional">optional</span>',
    '</label>',
    '<select id="node-6" name="traits.size">',
    '<option value="">Please choose</option>',
    '<option value="S">S</option>',
    '<option value="M" selected>M</option>',
    '</select>',
    '</div>',
    '<div class="field">',
    '<label for="node-7">Age <span class="optional">optional</span>',
    '</label>',
    '<input type="number" value="7" step="any" id="node-7" name="traits.age">',
    '</div>',
    '<div class="field field-check">',
    '<input type="hidden" name="traits.terms" value="false">',
    '<label class="check">',
    '<input type="checkbox" id="node-8" name="traits.terms" value="true" checked required>',
    '<span>I agree</span>',
    '</label>',
    '</div>',
    '<button type="submit" class="button button-primary" name="method" value="profile">Sign up</button>',
    '</form>',
  ]);
});

const only = (flow: LoginFlow, pattern: RegExp) => lines(flow).filter((line) => pattern.test(line));

test('passkey nodes keep their triggers as data, never as a handler', () => {
  assert.deepEqual(only(samples.everythingLogin, /passkey|oryPasskey|onclick|onload/), [
    '<div class="group group-passkey">',
    '<input type="hidden" name="passkey_login" value="" data-onload-trigger="oryPasskeyLoginAutocompleteInit">',
    '<input type="hidden" name="passkey_challenge" value="{&quot;a&quot;:&quot;b&quot;}">',
    '<button type="button" class="button button-choice" name="passkey_login_trigger" value="" data-onclick-trigger="oryPasskeyLogin">Use a passkey</button>',
  ]);
  assert.equal(only(samples.everythingLogin, /<noscript>/).length, 1);
  assert.equal(only(samples.passwordLogin, /<noscript>/).length, 0);
});

test('one loud button where ways compete, one cursor on the page, messages of the form on top', () => {
  assert.deepEqual(
    only(samples.secondFactorLogin, /button-primary|autofocus|notice/).map((line) =>
      line.replaceAll(/ (id|spellcheck|autocapitalize|inputmode)="[^"]*"/g, ''),
    ),
    [
      '<p class="notice notice-info" role="status">Please confirm with your second factor.</p>',
      '<input type="text" value="" name="totp_code" autocomplete="one-time-code" required autofocus>',
      '<button type="submit" class="button button-primary" name="method" value="totp">Use the app</button>',
    ],
  );
  const wrong = samples.loginFlow(
    [samples.csrf, samples.identifier({ value: 'a' }), samples.password('current-password')],
    {},
    [samples.text(4000006, 'Wrong', 'error')],
  );
  assert.deepEqual(only(wrong, /notice/), ['<p class="notice notice-error" role="alert">Wrong</p>']);
  assert.match(only(wrong, /autofocus/)[0] ?? '', /name="password"/);
});

test('messages of hidden values are not lost', () => {
  const hidden = samples.input('default', 'traits.email', 'hidden', { value: 'x' }, undefined, [
    samples.text(1, 'Not allowed', 'error'),
  ]);
  assert.deepEqual(only(samples.loginFlow([hidden, samples.password('new-password')]), /notice/), [
    '<p class="notice notice-error" role="alert">Not allowed</p>',
  ]);
});

test('sections have headings and a main button each, and no "or"', () => {
  const page = lines(samples.secondFactorLogin, 'sections');
  assert.deepEqual(
    page.filter((line) => /<h2|divider|button-primary/.test(line)),
    [
      '<h2>About code</h2>',
      '<h2>About totp</h2>',
      '<button type="submit" class="button button-primary" name="method" value="totp">Use the app</button>',
      '<h2>About lookup_secret</h2>',
      '<button type="submit" class="button button-primary" name="method" value="lookup_secret">Use a backup code</button>',
    ],
  );
});

test('texts, pictures and links', () => {
  const node = (group: UiNode['group'], attributes: UiNode['attributes'], label?: string): UiNode => ({
    type: attributes.node_type,
    group,
    attributes,
    messages: [],
    meta: label ? { label: samples.text(1, label) } : {},
  });
  const codes = samples.text(1050015, 'ab, cd', 'info', {
    secrets: [samples.text(1050009, 'ab', 'info', { secret: 'ab' }), samples.text(1050014, 'used yesterday')].map(
      (each) => ({ ...each }),
    ),
  });
  const flow = samples.loginFlow([
    samples.csrf,
    node('lookup_secret', { node_type: 'text', id: 'lookup_secret_codes', text: codes }, 'Backup codes'),
    node(
      'totp',
      { node_type: 'img', id: 'totp_qr', src: 'data:image/png;base64,AA==', width: 256, height: 256 },
      'Scan me',
    ),
    node('totp', {
      node_type: 'text',
      id: 'totp_secret_key',
      text: samples.text(1050006, 'S3', 'info', { secret: 'S3' }),
    }),
    node('link', { node_type: 'a', id: 'continue', href: 'https://app.example/', title: samples.text(1, 'Go on') }),
  ]);
  assert.deepEqual(lines(flow), [
    '<div class="form form-lookup_secret">',
    '<div class="text">',
    '<p class="label" id="node-1">Backup codes</p>',
    '<ul class="codes">',
    '<li>',
    '<code>ab</code>',
    '</li>',
    '<li class="used">',
    '<s>used yesterday</s>',
    '</li>',
    '</ul>',
    '</div>',
    '</div>',
    '<div class="form form-totp">',
    '<figure class="picture">',
    '<figcaption>Scan me</figcaption>',
    '<img src="data:image/png;base64,AA==" width="256" height="256" alt="Scan me">',
    '</figure>',
    '<div class="text">',
    '<p class="secret">',
    '<code>S3</code>',
    '</p>',
    '</div>',
    '</div>',
    '<div class="form form-link">',
    '<a class="button button-primary" href="https://app.example/">Go on</a>',
    '</div>',
  ]);
});
