import type { JsonObject, JsonValue } from '@zelos/contract';

/** Go names of variables and their names in `template_data` (contract: courier, section 4). */
const JSON_NAMES: Readonly<Record<string, string>> = {
  To: 'to',
  RecoveryURL: 'recovery_url',
  RecoveryCode: 'recovery_code',
  VerificationURL: 'verification_url',
  VerificationCode: 'verification_code',
  LoginCode: 'login_code',
  RegistrationCode: 'registration_code',
  Identity: 'identity',
  Traits: 'traits',
  RequestURL: 'request_url',
  RequestURLDomain: 'request_url_domain',
  ExpiresInMinutes: 'expires_in_minutes',
  TransientPayload: 'transient_payload',
  OAuth2LoginRequest: 'oauth2_login_request',
  ChangedAt: 'changed_at',
  AddedAt: 'added_at',
  RecoveredAt: 'recovered_at',
  Subject: 'subject',
  Body: 'body',
  HTMLBody: 'html_body',
};

const hostOf = (url: JsonValue | undefined): string =>
  typeof url === 'string' && URL.canParse(url) ? new URL(url).hostname : '';

/** Adds what every template has: the recipient, the payload, and for text messages the host that a code belongs to. */
export function completeVariables(variables: JsonObject, channel: string, recipient: string): JsonObject {
  return {
    ...variables,
    To: recipient,
    TransientPayload: variables['TransientPayload'] ?? {},
    ...(channel === 'sms'
      ? { RequestURLDomain: variables['RequestURLDomain'] ?? hostOf(variables['RequestURL']) }
      : {}),
  };
}

/** The variables as an HTTP channel sees them. */
export function templateDataJson(variables: JsonObject, channel: string): JsonObject {
  const data: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined || (name === 'OAuth2LoginRequest' && value === null)) continue;
    data[JSON_NAMES[name] ?? name] = value;
  }
  // The peer calls the recovery code of a text message verification_code; both names are there.
  if (channel === 'sms' && data['recovery_code'] !== undefined) data['verification_code'] ??= data['recovery_code'];
  return data;
}
