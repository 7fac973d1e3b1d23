import type { JsonObject, LoginFlow, RegistrationFlow, UiNode, UiText } from '@zelos/contract';

/** Hand-written flow documents, as a server sends them. */
export const PUBLIC = 'https://id.example';
const AT = '2026-07-30T09:00:00Z';
export const FLOW_ID = '11111111-1111-4111-8111-111111111111';

export function text(id: number, sentence: string, type: UiText['type'] = 'info', context?: JsonObject): UiText {
  return { id, text: sentence, type, ...(context ? { context } : {}) };
}

type Extra = Partial<Omit<Extract<UiNode['attributes'], { node_type: 'input' }>, 'node_type' | 'name' | 'type'>>;

export function input(
  group: UiNode['group'],
  name: string,
  type: Extract<UiNode['attributes'], { node_type: 'input' }>['type'],
  extra: Extra = {},
  label?: UiText,
  messages: readonly UiText[] = [],
): UiNode {
  return {
    type: 'input',
    group,
    attributes: { name, type, disabled: false, node_type: 'input', ...extra },
    messages,
    meta: label ? { label } : {},
  };
}

export const csrf = input('default', 'csrf_token', 'hidden', { value: 'csrf==', required: true });
export const password = (autocomplete: 'current-password' | 'new-password', messages: readonly UiText[] = []): UiNode =>
  input('password', 'password', 'password', { required: true, autocomplete }, text(1070001, 'Password'), messages);
export const submit = (group: UiNode['group'], value: string, label: UiText, name = 'method'): UiNode =>
  input(group, name, 'submit', { value }, label);
export const identifier = (extra: Extra = {}): UiNode =>
  input('default', 'identifier', 'text', { value: '', required: true, ...extra }, text(1070004, 'Email'));

function base(kind: 'login' | 'registration', nodes: readonly UiNode[], messages?: readonly UiText[]) {
  return {
    id: FLOW_ID,
    type: 'browser',
    state: 'choose_method',
    issued_at: AT,
    expires_at: AT,
    request_url: `${PUBLIC}/self-service/${kind}/browser`,
    organization_id: null,
    ui: {
      action: `${PUBLIC}/self-service/${kind}?flow=${FLOW_ID}`,
      method: 'POST',
      nodes,
      ...(messages ? { messages } : {}),
    },
  } as const;
}

export function loginFlow(
  nodes: readonly UiNode[],
  extra: Partial<LoginFlow> = {},
  messages?: readonly UiText[],
): LoginFlow {
  return {
    ...base('login', nodes, messages),
    created_at: AT,
    updated_at: AT,
    refresh: false,
    requested_aal: 'aal1',
    ...extra,
  };
}

export function registrationFlow(nodes: readonly UiNode[], extra: Partial<RegistrationFlow> = {}): RegistrationFlow {
  return { ...base('registration', nodes), ...extra };
}

export const google = submit(
  'oidc',
  'google',
  text(1010002, 'Sign in with Google', 'info', { provider: 'Google', provider_id: 'google' }),
  'provider',
);

/** Password only. */
export const passwordLogin = loginFlow([
  csrf,
  identifier(),
  password('current-password'),
  submit('password', 'password', text(1010022, 'Sign in')),
]);

/** Every method at once, in the order the server sorts them. */
export const everythingLogin = loginFlow([
  google,
  csrf,
  identifier({ autocomplete: 'username webauthn' }),
  submit('webauthn', 'webauthn', text(1010008, 'Use a security key')),
  input(
    'passkey',
    'passkey_login_trigger',
    'button',
    { value: '', onclick: 'window.oryPasskeyLogin()', onclickTrigger: 'oryPasskeyLogin' },
    text(1010021, 'Use a passkey'),
  ),
  input('passkey', 'passkey_login', 'hidden', { onloadTrigger: 'oryPasskeyLoginAutocompleteInit' }),
  input('passkey', 'passkey_challenge', 'hidden', { value: '{"a":"b"}' }),
  submit('code', 'code', text(1010015, 'Mail me a code')),
  password('current-password'),
  submit('password', 'password', text(1010022, 'Sign in')),
]);

/** Second factor: authenticator app, backup codes, a code by mail. */
export const secondFactorLogin = loginFlow(
  [
    csrf,
    submit('code', 'a@example.org', text(1010023, 'Mail a code'), 'address'),
    input('totp', 'totp_code', 'text', { value: '', required: true }, text(1010006, 'Code')),
    submit('totp', 'totp', text(1010009, 'Use the app')),
    input('lookup_secret', 'lookup_secret', 'text', { value: '', required: true }, text(1010007, 'Backup code')),
    submit('lookup_secret', 'lookup_secret', text(1010010, 'Use a backup code')),
  ],
  { requested_aal: 'aal2' },
  [text(1010004, 'Please confirm with your second factor.')],
);

/** A code was mailed; after a wrong one the server sorts "resend" before "continue". */
export const codeLogin = loginFlow([
  csrf,
  input('default', 'identifier', 'hidden', { value: 'a@example.org' }),
  input('code', 'code', 'text', { required: true, autocomplete: 'one-time-code' }, text(1070013, 'Code')),
  submit('code', 'code', text(1070008, 'Send again'), 'resend'),
  input('code', 'method', 'hidden', { value: 'code' }),
  submit('code', 'code', text(1070009, 'Continue')),
]);

/** First step of two, sent back with a mistake. */
export const profileRegistration = registrationFlow([
  submit('oidc', 'google', text(1040002, 'Sign up with Google', 'info', { provider: 'Google' }), 'provider'),
  csrf,
  input(
    'default',
    'traits.email',
    'email',
    { required: true, autocomplete: 'email', value: 'x' },
    text(1070002, 'Email'),
    [text(4000040, '"x" is no address', 'error')],
  ),
  input('default', 'traits.name.first_name', 'text', { pattern: '^.{2,}$', maxlength: 20 }),
  input(
    'default',
    'traits.size',
    'text',
    { value: 'M', options: [{ value: 'S' }, { value: 'M' }] },
    text(1070002, 'Size'),
  ),
  input('default', 'traits.age', 'number', { value: 7 }, text(1070002, 'Age')),
  input('default', 'traits.terms', 'checkbox', { required: true, value: true }, text(1070002, 'I agree')),
  submit('profile', 'profile', text(1040001, 'Sign up')),
]);

/** Second step of two. */
export const credentialRegistration = registrationFlow([
  csrf,
  input('default', 'traits.email', 'hidden', { required: true, value: 'a@example.org' }, text(1070002, 'Email')),
  submit('code', 'code', text(1040006, 'Mail me a code')),
  password('new-password'),
  submit('password', 'password', text(1040001, 'Sign up')),
  submit('profile', 'previous', text(1040008, 'Back'), 'screen'),
]);

/** A provider that did not tell everything. */
export const missingTraitsRegistration = registrationFlow([
  submit('oidc', 'google', text(1040003, 'Continue with Google', 'info', { provider: 'Google' }), 'provider'),
  csrf,
  input('default', 'traits.email', 'email', { required: true }, text(1070002, 'Email')),
]);
