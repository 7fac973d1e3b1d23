import { Type } from 'typebox';
import { duration, flag, maybe, openSection, section, text, textMap, texts, url, word } from './schema-kit.ts';

/** `oauth2_provider`. */
export const oauth2Provider = section('An OAuth2 server that asks this one who somebody is.', {
  url: maybe(url('Admin address of the OAuth2 server.', { 'x-secret': 'url' })),
  headers: maybe(textMap('Fixed headers of calls to it.', { 'x-secret': true })),
  override_return_to: flag('Let return_to win over the OAuth2 redirect.', false),
});

/** `clients`. */
export const clients = openSection('Outgoing calls.', {
  http: openSection('Calls over HTTP.', {
    disallow_private_ip_ranges: flag('Refuse calls to private addresses.', false),
    private_ip_exception_urls: Type.Array(Type.String({ format: 'uri-reference' }), {
      description: 'Addresses that may be called nevertheless; may contain *.',
      default: [],
    }),
  }),
  smtp: openSection('Calls over SMTP.', {
    disallow_private_ip_ranges: flag('Refuse mail servers at private addresses.', false),
  }),
  web_hook: openSection('What web hooks are told.', {
    header_allowlist: texts('Request headers that are handed on.', {
      default: [
        'Accept',
        'Accept-Encoding',
        'Accept-Language',
        'Content-Length',
        'Content-Type',
        'Origin',
        'Priority',
        'Referer',
        'Sec-Ch-Ua',
        'Sec-Ch-Ua-Mobile',
        'Sec-Ch-Ua-Platform',
        'Sec-Fetch-Dest',
        'Sec-Fetch-Mode',
        'Sec-Fetch-Site',
        'Sec-Fetch-User',
        'True-Client-Ip',
        'User-Agent',
      ],
    }),
  }),
});

/** `security`. */
export const security = openSection('Stricter rules.', {
  account_enumeration: openSection('Guessing of accounts.', {
    mitigate: flag('Answer alike for accounts that exist and accounts that do not.', false),
  }),
  disallow_ref_in_identity_schemas: flag('Refuse references to other documents in identity schemas.', false),
});

/** `preview`. */
export const preview = openSection('Trial keys of the peer.', {
  default_read_consistency_level: word(['strong', 'eventual'], 'Accepted; every read is strong.', {
    default: 'strong',
  }),
});

/** `enterprise`. */
export const enterprise = section('Keys of the peer’s licensed builds.', {
  identity_schema_fallback_url_template: maybe(text('Accepted, not used.')),
});

const off = (description: string, extra: Record<string, unknown> = {}) => flag(description, false, extra);

/** `feature_flags`. */
export const featureFlags = section('Switches between older and newer behaviour.', {
  use_continue_with_transitions: off('Native apps and single page apps are led on by continue_with.'),
  choose_recovery_address: off('Let people choose where the recovery code goes.'),
  faster_session_extend: off('Extending a session answers without a body.'),
  refresh_login_choose_address: off('Let people choose where a code goes when they sign in again.'),
  cacheable_sessions: off('Allow caches in front of the session check.'),
  cacheable_sessions_max_age: maybe(duration('Longest time a session check may be cached.')),
  password_profile_registration_node_group: word(['password', 'default'], 'Group of trait fields at sign-up.', {
    default: 'default',
    deprecated: true,
  }),
  legacy_continue_with_verification_ui: off('Show the verification step without its hook.', { deprecated: true }),
  legacy_require_verified_login_error: off('Older error for unverified addresses at login.', { deprecated: true }),
  legacy_oidc_registration_node_group: off('Trait fields of social sign-up in group oidc.', { deprecated: true }),
  legacy_allow_insecure_origins: off('Accept wildcards that reach beyond one registrable domain.', {
    deprecated: true,
  }),
});
