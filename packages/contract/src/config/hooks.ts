import { type TSchema, Type } from 'typebox';
import {
  duration,
  flag,
  link,
  maybe,
  openRecord,
  record,
  reference,
  section,
  tagged,
  text,
  textMap,
  url,
  word,
} from './schema-kit.ts';

/** How an outgoing request proves who sends it. */
export const requestAuth = tagged(
  'type',
  [
    record('A fixed key in a header or a cookie.', {
      type: Type.Literal('api_key'),
      config: record('The key.', {
        name: text('Name of the header or cookie.'),
        value: text('The key itself.', { 'x-secret': true }),
        in: word(['header', 'cookie'], 'Where the key is put.'),
      }),
    }),
    record('HTTP basic authentication.', {
      type: Type.Literal('basic_auth'),
      config: record('User and password.', {
        user: text('User name.'),
        password: text('Password.', { 'x-secret': true }),
      }),
    }),
  ],
  { description: 'Credentials of the request.' },
);

const webHook = record('Calls an HTTP endpoint of yours.', {
  hook: Type.Literal('web_hook'),
  config: record('The call.', {
    id: maybe(text('A name for your own logs.')),
    url: url('Address that is called.'),
    method: text('HTTP method of the call.'),
    headers: maybe(textMap('Fixed headers of the call.', { 'x-secret': true })),
    body: maybe(text('Address of the Jsonnet template that builds the body.')),
    auth: maybe(requestAuth),
    response: section('What is done with the answer.', {
      ignore: flag('Do not wait for the answer and do not look at it.', false),
      parse: flag('Let the answer stop the flow or change the identity.', false),
    }),
    can_interrupt: flag('Older way to let an error answer stop the flow; use response.parse.', false, {
      deprecated: true,
    }),
    emit_analytics_event: flag('Send the request and trigger id headers.', true),
  }),
});

const plainHook = <const N extends string>(name: N, description: string) =>
  record(description, { hook: Type.Literal(name) });

const session = plainHook('session', 'Signs the newcomer in.');
const revokeSessions = plainHook('revoke_active_sessions', 'Ends every other session of the identity.');
const requireVerified = plainHook('require_verified_address', 'Refuses a login while no address is verified.');
const verification = plainHook('verification', 'Starts the verification of an unverified address at login.');
const showVerification = plainHook('show_verification_ui', 'Leads to the verification page next.');
const verifyNew = plainHook('verify_new_address', 'A changed address takes effect once it is verified.');
const notifyPrevious = record('Tells earlier addresses about a change.', {
  hook: Type.Literal('notify_previous_addresses'),
  config: section('Who is told.', {
    recipients: word(['removed', 'all_verified', 'all'], 'Which of the earlier addresses are told.', {
      default: 'removed',
    }),
  }),
});
const organization = openRecord('Organization sign-on; accepted and ignored.', {
  hook: word(['b2b_sso', 'organization'], 'Either name.'),
});

const LOGIN = [revokeSessions, requireVerified, webHook, verification, showVerification, organization] as const;
const LOGIN_OIDC = [revokeSessions, webHook, requireVerified, organization] as const;
const REGISTRATION = [session, webHook, showVerification, organization] as const;
const SETTINGS = [webHook, revokeSessions] as const;
const PROFILE = [webHook, showVerification, organization, verifyNew, notifyPrevious] as const;

const hookList = <S extends TSchema>(branches: readonly S[], description: string) =>
  Type.Array(tagged('hook', branches), { description, default: [], uniqueItems: true });

const generalHooks = () => hookList([webHook, organization], 'Hooks in the order they run.');
const loginHooks = () => hookList(LOGIN, 'Hooks in the order they run.');

const returnUrl = () =>
  maybe(link('Where a browser goes after this instead of the general address.', { 'x-links': true }));

const before = (flow: string) => section(`What happens before a ${flow} flow is shown.`, { hooks: generalHooks() });

const afterMethod = <S extends TSchema>(method: string, branches: readonly S[]) =>
  section(`What happens after success with ${method}.`, {
    default_browser_return_url: returnUrl(),
    hooks: hookList(branches, 'Hooks in the order they run; a non-empty list replaces the general one.'),
  });

/** `before` and `after` of each flow, with the hooks that the place allows. */
export const loginPhases = {
  before: before('login'),
  after: section('What happens after a login.', {
    default_browser_return_url: returnUrl(),
    password: afterMethod('a password', LOGIN),
    webauthn: afterMethod('a security key', LOGIN),
    passkey: afterMethod('a passkey', LOGIN),
    oidc: afterMethod('a social provider', LOGIN_OIDC),
    code: afterMethod('a one-time code', LOGIN),
    totp: afterMethod('an authenticator app', LOGIN),
    lookup_secret: afterMethod('a backup code', LOGIN),
    hooks: loginHooks(),
  }),
};

/** See {@link loginPhases}. */
export const registrationPhases = {
  before: before('registration'),
  after: section('What happens after a registration.', {
    default_browser_return_url: returnUrl(),
    password: afterMethod('a password', REGISTRATION),
    webauthn: afterMethod('a security key', REGISTRATION),
    passkey: afterMethod('a passkey', REGISTRATION),
    oidc: afterMethod('a social provider', REGISTRATION),
    code: afterMethod('a one-time code', REGISTRATION),
    hooks: generalHooks(),
  }),
};

/** See {@link loginPhases}. */
export const settingsPhases = {
  before: before('settings'),
  after: section('What happens after a change of settings.', {
    default_browser_return_url: returnUrl(),
    password: afterMethod('a new password', SETTINGS),
    totp: afterMethod('a change of the authenticator app', SETTINGS),
    oidc: afterMethod('a change of the social providers', SETTINGS),
    webauthn: afterMethod('a change of the security keys', SETTINGS),
    passkey: afterMethod('a change of the passkeys', SETTINGS),
    lookup_secret: afterMethod('a change of the backup codes', SETTINGS),
    profile: afterMethod('a change of the profile', PROFILE),
    hooks: generalHooks(),
  }),
};

/** See {@link loginPhases}. */
export const recoveryPhases = {
  before: before('recovery'),
  after: section('What happens after a recovery.', {
    default_browser_return_url: returnUrl(),
    hooks: hookList([webHook, revokeSessions], 'Hooks in the order they run.'),
  }),
};

/** See {@link loginPhases}. */
export const verificationPhases = {
  before: before('verification'),
  after: section('What happens after a verification.', {
    default_browser_return_url: returnUrl(),
    hooks: generalHooks(),
  }),
};

/** The body of an outgoing request where no other is configured: everything a mail or SMS gateway needs. */
export const DEFAULT_REQUEST_BODY = `base64://${btoa(`local field(ctx, name) =
  if std.objectHas(ctx, 'template_data') && std.objectHas(ctx.template_data, name) then ctx.template_data[name] else null;
function(ctx) {
  recipient: ctx.recipient,
  template_type: ctx.template_type,
  to: field(ctx, 'to'),
  recovery_code: field(ctx, 'recovery_code'),
  recovery_url: field(ctx, 'recovery_url'),
  verification_url: field(ctx, 'verification_url'),
  verification_code: field(ctx, 'verification_code'),
  subject: ctx.subject,
  body: ctx.body,
}
`)}`;

/** Request of the HTTP courier, `courier.http` and `courier.channels[]`. */
export const courierRequest = {
  url: maybe(
    text('Address that is called.', {
      pattern: '^https?://',
      'x-hint': 'an address that starts with http:// or https://',
    }),
  ),
  method: text('HTTP method of the call.', { default: 'POST' }),
  headers: maybe(textMap('Fixed headers of the call.', { 'x-secret': true })),
  body: reference('Address of the Jsonnet template that builds the body.', { default: DEFAULT_REQUEST_BODY }),
  auth: maybe(requestAuth),
};

/** Life time of a flow. */
export const flowLifespan = () => duration('How long a flow of this kind can be completed.', { default: '1h' });
