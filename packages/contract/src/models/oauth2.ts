import { Type } from 'typebox';
import { AnyJson, AnyObject, openObject, type Wire } from './wire.ts';

/**
 * The OAuth2 provider's view of a login request, passed on as it came. All members are optional and further ones are
 * let through.
 */
const text = Type.Optional(Type.String());
const texts = Type.Optional(Type.Array(Type.String()));
const flag = Type.Optional(Type.Boolean());
const time = Type.Optional(Type.String({ format: 'date-time' }));

export const OAuth2ClientSchema = openObject('OAuth2Client', {
  access_token_strategy: text,
  allowed_cors_origins: texts,
  audience: texts,
  authorization_code_grant_access_token_lifespan: text,
  authorization_code_grant_id_token_lifespan: text,
  authorization_code_grant_refresh_token_lifespan: text,
  backchannel_logout_session_required: flag,
  backchannel_logout_uri: text,
  client_credentials_grant_access_token_lifespan: text,
  client_id: text,
  client_name: text,
  client_secret: text,
  client_secret_expires_at: Type.Optional(Type.Integer({ format: 'int64' })),
  client_uri: text,
  contacts: texts,
  created_at: time,
  frontchannel_logout_session_required: flag,
  frontchannel_logout_uri: text,
  grant_types: texts,
  implicit_grant_access_token_lifespan: text,
  implicit_grant_id_token_lifespan: text,
  jwks: Type.Optional(AnyJson),
  jwks_uri: text,
  jwt_bearer_grant_access_token_lifespan: text,
  logo_uri: text,
  metadata: Type.Optional(AnyJson),
  owner: text,
  policy_uri: text,
  post_logout_redirect_uris: texts,
  redirect_uris: texts,
  refresh_token_grant_access_token_lifespan: text,
  refresh_token_grant_id_token_lifespan: text,
  refresh_token_grant_refresh_token_lifespan: text,
  registration_access_token: text,
  registration_client_uri: text,
  request_object_signing_alg: text,
  request_uris: texts,
  response_types: texts,
  scope: text,
  sector_identifier_uri: text,
  skip_consent: flag,
  skip_logout_consent: flag,
  subject_type: text,
  token_endpoint_auth_method: text,
  token_endpoint_auth_signing_alg: text,
  tos_uri: text,
  updated_at: time,
  userinfo_signed_response_alg: text,
});
export type OAuth2Client = Wire<typeof OAuth2ClientSchema>;

export const OAuth2OidcContextSchema = openObject('OAuth2ConsentRequestOpenIDConnectContext', {
  acr_values: texts,
  display: text,
  id_token_hint_claims: Type.Optional(AnyObject),
  login_hint: text,
  ui_locales: texts,
});
export type OAuth2OidcContext = Wire<typeof OAuth2OidcContextSchema>;

export const OAuth2LoginRequestSchema = openObject('OAuth2LoginRequest', {
  challenge: text,
  client: Type.Optional(OAuth2ClientSchema),
  oidc_context: Type.Optional(OAuth2OidcContextSchema),
  request_url: text,
  requested_access_token_audience: texts,
  requested_scope: texts,
  session_id: text,
  skip: flag,
  subject: text,
});
export type OAuth2LoginRequest = Wire<typeof OAuth2LoginRequestSchema>;
