import assert from 'node:assert/strict';
import test from 'node:test';
import type { UiNode } from '@zelos/contract';
import * as samples from '../test/flows.ts';
import { fieldsFirst, planForms } from './form-plan.ts';
import { inputOf } from './nodes/view.ts';

const name = (node: UiNode): string => {
  const input = inputOf(node);
  return input?.type === 'submit' ? `[${input.name}=${String(input.value)}]` : (input?.name ?? node.type);
};

/** "group: shared | main | others", the main button in angle brackets. */
function outline(nodes: readonly UiNode[]): readonly string[] {
  return fieldsFirst(planForms(nodes).forms).map(({ group, shared, main, others, primary }) => {
    const show = (node: UiNode): string => (node === primary ? `<${name(node)}>` : name(node));
    const rest = others.map((block) => `${block.group}: ${block.nodes.map(show).join(' ')}`).join('; ');
    return `${group}: ${shared.map(show).join(' ')} | ${main.map(show).join(' ')} | ${rest}`;
  });
}

test('ways that need the same fields share a form, providers get their own above', () => {
  assert.deepEqual(outline(samples.everythingLogin.ui.nodes), [
    'oidc: csrf_token | [provider=google] | ',
    'password:  | csrf_token identifier password <[method=password]> | webauthn: [method=webauthn]; passkey: passkey_login passkey_challenge passkey_login_trigger; code: [method=code]',
  ]);
});

test('independent ways get a form each, so Enter presses the button beside the field', () => {
  assert.deepEqual(outline(samples.secondFactorLogin.ui.nodes), [
    'totp: csrf_token | totp_code <[method=totp]> | ',
    'lookup_secret: csrf_token | lookup_secret <[method=lookup_secret]> | ',
    'code: csrf_token | [address=a@example.org] | ',
  ]);
});

test('the main button comes before "send again", whatever the order of the nodes', () => {
  assert.deepEqual(outline(samples.codeLogin.ui.nodes), [
    'code: csrf_token identifier | code method <[method=code]> [resend=code] | ',
  ]);
});

test('the steps of a registration: fields, then every way with the hidden values', () => {
  assert.deepEqual(outline(samples.profileRegistration.ui.nodes), [
    'oidc: csrf_token | [provider=google] | ',
    'profile:  | csrf_token traits.email traits.name.first_name traits.size traits.age traits.terms <[method=profile]> | ',
  ]);
  assert.deepEqual(outline(samples.credentialRegistration.ui.nodes), [
    'password: csrf_token traits.email | password <[method=password]> | ',
    'code: csrf_token traits.email | [method=code] | ',
    'profile: csrf_token traits.email | [screen=previous] | ',
  ]);
});

test('a provider that asks for more details sends the fields along', () => {
  assert.deepEqual(outline(samples.missingTraitsRegistration.ui.nodes), [
    'oidc:  | csrf_token traits.email <[provider=google]> | ',
  ]);
});

test('hidden values of a group without anything to see go with the first form, scripts apart', () => {
  const script: UiNode = {
    type: 'script',
    group: 'webauthn',
    attributes: {
      node_type: 'script',
      id: 'webauthn_script',
      src: 'https://id.example/.well-known/ory/webauthn.js',
      async: true,
      referrerpolicy: 'no-referrer',
      crossorigin: 'anonymous',
      integrity: 'sha512-x',
      type: 'text/javascript',
      nonce: 'n',
    },
    messages: [],
    meta: {},
  };
  const { forms, scripts } = planForms([
    samples.csrf,
    script,
    samples.input('passkey', 'passkey_challenge', 'hidden', { value: '{}' }),
    samples.password('current-password'),
  ]);
  assert.deepEqual(
    forms.map(({ main }) => main.map(name)),
    [['passkey_challenge', 'password']],
  );
  assert.deepEqual(scripts, [script]);
  assert.deepEqual(planForms([samples.csrf]).forms, []);
});

test('a method nobody heard of gets a form like any other', () => {
  const retina = {
    ...samples.input('password', 'retina', 'text', { required: true }),
    group: 'retina' as UiNode['group'],
  };
  const go = { ...samples.submit('password', 'retina', samples.text(1, 'Look')), group: 'retina' as UiNode['group'] };
  assert.deepEqual(outline([samples.csrf, retina, go]), ['retina: csrf_token | retina <[method=retina]> | ']);
});
