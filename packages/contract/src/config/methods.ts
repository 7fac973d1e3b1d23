import { Type } from 'typebox';
import {
  duration,
  flag,
  integer,
  maybe,
  openRecord,
  openSection,
  record,
  reference,
  section,
  text,
  textMap,
  texts,
  url,
  word,
} from './schema-kit.ts';
import { requestAuth } from './hooks.ts';

const positiveDuration = (description: string) =>
  duration(description, { pattern: '^([1-9][0-9]*(ns|us|ms|s|m|h))+$', 'x-hint': 'a duration above zero such as 5m' });

const PROVIDERS = [
  'github',
  'github-app',
  'gitlab',
  'generic',
  'google',
  'microsoft',
  'discord',
  'salesforce',
  'slack',
  'facebook',
  'auth0',
  'vk',
  'yandex',
  'apple',
  'spotify',
  'netid',
  'dingtalk',
  'patreon',
  'line',
  'linkedin',
  'linkedin_v2',
  'lark',
  'x',
  'fedcm-test',
  'amazon',
  'uaepass',
] as const;

const claimRequest = Type.Record(
  Type.String(),
  Type.Union([
    Type.Null(),
    Type.Object(
      { essential: maybe(Type.Boolean()), value: maybe(Type.Unknown()), values: maybe(Type.Array(Type.Unknown())) },
      { additionalProperties: false },
    ),
  ]),
);

const provider = record('One social sign-in provider.', {
  id: text('Name of this entry; part of the callback address.'),
  provider: word(PROVIDERS, 'Which kind of provider it is.'),
  label: maybe(text('Name on the button.')),
  client_id: text('Client id at the provider.'),
  client_secret: maybe(text('Client secret at the provider.', { 'x-secret': true })),
  issuer_url: maybe(url('Issuer of the provider, for discovery.')),
  auth_url: maybe(url('Authorization endpoint when there is no discovery.')),
  token_url: maybe(url('Token endpoint when there is no discovery.')),
  mapper_url: url('Address of the Jsonnet that maps claims to traits.'),
  scope: maybe(texts('Scopes that are asked for.')),
  requested_claims: maybe(
    Type.Object(
      { userinfo: maybe(claimRequest), id_token: maybe(claimRequest) },
      { description: 'OpenID Connect claims request.' },
    ),
  ),
  microsoft_tenant: maybe(text('Tenant, for provider microsoft only.')),
  subject_source: word(['userinfo', 'me', 'oid'], 'Where Microsoft subjects are read from.', { default: 'userinfo' }),
  apple_team_id: maybe(text('Team id, for provider apple only.')),
  apple_private_key_id: maybe(text('Key id, for provider apple only.')),
  apple_private_key: maybe(text('Private key in PEM, for provider apple only.', { 'x-secret': true })),
  claims_source: word(['id_token', 'userinfo'], 'Where claims are read from.', { default: 'id_token' }),
  pkce: word(['auto', 'never', 'force'], 'Whether PKCE is used.', { default: 'auto' }),
  additional_id_token_audiences: maybe(texts('Further audiences that an ID token of a native app may have.')),
  aal2_acr_values: maybe(texts('Values of acr that count as a second factor.')),
  aal2_amr_values: maybe(texts('Values of amr that count as a second factor.')),
  account_linking_mode: word(
    ['confirm_with_existing_credential', 'automatic'],
    'How a first sign-in joins an existing account.',
    { default: 'confirm_with_existing_credential' },
  ),
  update_identity_on_login: word(['never', 'automatic'], 'Whether traits are mapped anew at each login.', {
    default: 'never',
  }),
  fedcm_config_url: maybe(url('Configuration address for federated credential management.')),
  net_id_token_origin_header: maybe(text('Origin header sent to netID.')),
  organization_id: maybe(text('Organization this provider belongs to.')),
});

const migrateHook = section('Asks a service of yours once for people without a password hash.', {
  enabled: flag('Whether it is asked.', false),
  config: maybe(
    record('The call.', {
      url: maybe(url('Address that is called.')),
      method: Type.Literal('POST', { description: 'HTTP method of the call.', default: 'POST' }),
      headers: maybe(textMap('Fixed headers of the call.', { 'x-secret': true })),
      body: maybe(reference('Address of the Jsonnet template that builds the body.')),
      auth: maybe(requestAuth),
      emit_analytics_event: flag('Send the request and trigger id headers.', true),
    }),
  ),
});

const password = section('Sign-in with a password.', {
  enabled: flag('Whether passwords are offered.', true),
  config: section('Rules for passwords.', {
    haveibeenpwned_enabled: flag('Look new passwords up among known breaches; only a hash prefix is sent.', true),
    haveibeenpwned_host: text('Host of the breach service.', { default: 'api.pwnedpasswords.com' }),
    max_breaches: integer('How many breaches of a password are tolerated.', { default: 0, minimum: 0, maximum: 100 }),
    ignore_network_errors: flag('Accept a password when the breach service cannot be asked.', true),
    min_password_length: integer('Fewest characters of a password.', { default: 8, minimum: 6 }),
    identifier_similarity_check_enabled: flag('Refuse passwords that resemble the identifier.', true),
    migrate_hook: migrateHook,
  }),
});

const code = openSection('One-time codes by mail or SMS.', {
  enabled: flag('Whether codes can be used for recovery and verification.', true),
  passwordless_enabled: flag('Whether codes sign people in and up.', false),
  mfa_enabled: flag('Whether codes are a second factor.', false),
  config: openSection('Rules for codes.', {
    lifespan: duration('How long a code is valid.', { default: '1h' }),
    max_submissions: integer('Wrong tries before the flow is void.', { default: 5, minimum: 1, maximum: 255 }),
    missing_credential_fallback_enabled: flag('Let a verified address sign in without a code credential.', false),
  }),
});

const webauthn = section('Security keys.', {
  enabled: flag('Whether security keys are offered.', false),
  config: maybe(
    record('Rules for security keys.', {
      passwordless: flag('Use keys as first factor instead of second.', false),
      rp: maybe(
        openRecord('The relying party: who asks for the key.', {
          id: text('Domain that keys are bound to.'),
          display_name: text('Name shown by the browser.'),
          origins: maybe(Type.Array(Type.String({ format: 'uri' }), { description: 'Origins that may use the keys.' })),
          origin: maybe(url('Single origin; use origins.', { deprecated: true })),
          icon: maybe(url('Ignored.', { deprecated: true })),
        }),
      ),
    }),
  ),
});

const passkey = section('Passkeys.', {
  enabled: flag('Whether passkeys are offered.', false),
  config: maybe(
    record('Rules for passkeys.', {
      rp: maybe(
        openRecord('The relying party: who asks for the passkey.', {
          id: text('Domain that passkeys are bound to.'),
          display_name: text('Name shown by the browser.'),
          origins: maybe(texts('Origins that may use the passkeys.')),
        }),
      ),
      authenticator_selection: section('Which authenticators are wanted.', {
        attachment: maybe(word(['platform', 'cross-platform'], 'Built in or roaming.')),
        resident_key: word(['required', 'preferred', 'discouraged'], 'Whether the key is discoverable.', {
          default: 'required',
        }),
        user_verification: word(['required', 'preferred', 'discouraged'], 'Whether PIN or biometrics are asked for.', {
          default: 'preferred',
        }),
      }),
      attestation: section('Proof of the authenticator’s make.', {
        preference: word(['none', 'indirect', 'direct', 'enterprise'], 'How much proof is asked for.', {
          default: 'none',
        }),
      }),
      timeouts: section('How long the browser may take.', {
        registration: maybe(positiveDuration('Time for enrolment.')),
        login: maybe(positiveDuration('Time for signing in.')),
      }),
    }),
  ),
});

/** `selfservice.methods`. */
export const methods = section('The ways to prove who one is.', {
  profile: section('Editing of traits in the settings.', { enabled: flag('Whether traits can be edited.', true) }),
  password,
  code,
  link: section('Magic links for recovery and verification.', {
    enabled: flag('Whether links are sent.', false),
    config: openSection('Rules for links.', {
      lifespan: duration('How long a link is valid.', { default: '1h' }),
      base_url: maybe(text('Has no effect.', { deprecated: true })),
    }),
  }),
  totp: section('Authenticator apps.', {
    enabled: flag('Whether authenticator apps are offered as second factor.', false),
    config: section('Rules for authenticator apps.', {
      issuer: text('Name shown in the app.', { 'x-derived': 'host of serve.public.base_url' }),
    }),
  }),
  lookup_secret: section('Backup codes.', { enabled: flag('Whether backup codes are offered.', false) }),
  webauthn,
  passkey,
  oidc: section('Social sign-in.', {
    enabled: flag('Whether social sign-in is offered.', false),
    config: section('Providers.', {
      base_redirect_uri: maybe(url('Base of the callback address; serve.public.base_url when not set.')),
      providers: Type.Array(provider, { description: 'The providers, in the order of their buttons.', default: [] }),
    }),
  }),
  b2b: section('Organizations; accepted, not used.', {
    config: section('Organizations.', {
      organizations: Type.Array(
        openRecord('One organization.', {
          id: maybe(text('Id of the organization.', { format: 'uuid' })),
          label: maybe(text('Name of the organization.')),
          domains: maybe(
            Type.Array(Type.String({ format: 'hostname' }), { description: 'Mail domains of the organization.' }),
          ),
          session_lifespan: maybe(duration('Life time of its sessions.')),
        }),
        { description: 'The organizations.', default: [] },
      ),
    }),
  }),
});
