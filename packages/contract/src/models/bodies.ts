import { type TProperties, Type } from 'typebox';
import { AnyObject, discriminated, openObject, oneOf, type Wire, word } from './wire.ts';

/**
 * Bodies of the submissions. They are open objects: unknown members are dropped by the server, never refused. Which
 * members a method really needs is judged by the method itself, with a message in the form; `required` here is what a
 * client should send.
 */
const text = Type.String();
const optionalText = Type.Optional(Type.String());
const optionalFlag = Type.Optional(Type.Boolean());
const optionalObject = Type.Optional(AnyObject);
const csrf = { csrf_token: optionalText };
const transient = { transient_payload: optionalObject };
const traits = { traits: AnyObject };

function body<const M extends string, P extends TProperties>(name: string, method: M, properties: P) {
  return openObject(name, { method: word(method), ...properties });
}

/** What a client sends to finish a sign-in through a provider, login and registration alike. */
const oidcEntry = {
  provider: text,
  id_token: optionalText,
  id_token_nonce: optionalText,
  traits: optionalObject,
  upstream_parameters: optionalObject,
  ...csrf,
  ...transient,
};

export const UpdateLoginFlowBodySchema = discriminated('updateLoginFlowBody', 'method', [
  body('updateLoginFlowWithPasswordMethod', 'password', {
    identifier: text,
    password: text,
    password_identifier: Type.Optional(Type.String({ deprecated: true })),
    ...csrf,
    ...transient,
  }),
  body('updateLoginFlowWithOidcMethod', 'oidc', oidcEntry),
  body('updateLoginFlowWithSamlMethod', 'saml', { provider: text, ...csrf, ...transient }),
  body('updateLoginFlowWithTotpMethod', 'totp', { totp_code: text, ...csrf, ...transient }),
  body('updateLoginFlowWithWebAuthnMethod', 'webauthn', {
    identifier: text,
    webauthn_login: optionalText,
    ...csrf,
    ...transient,
  }),
  body('updateLoginFlowWithLookupSecretMethod', 'lookup_secret', { lookup_secret: text, ...csrf }),
  body('updateLoginFlowWithCodeMethod', 'code', {
    csrf_token: text,
    identifier: optionalText,
    address: optionalText,
    code: optionalText,
    resend: optionalText,
    ...transient,
  }),
  body('updateLoginFlowWithPasskeyMethod', 'passkey', { passkey_login: optionalText, ...csrf }),
  body('updateLoginFlowWithIdentifierFirstMethod', 'identifier_first', { identifier: text, ...csrf, ...transient }),
]);
export type UpdateLoginFlowBody = Wire<typeof UpdateLoginFlowBodySchema>;

export const UpdateRegistrationFlowBodySchema = discriminated('updateRegistrationFlowBody', 'method', [
  body('updateRegistrationFlowWithPasswordMethod', 'password', { password: text, ...traits, ...csrf, ...transient }),
  body('updateRegistrationFlowWithOidcMethod', 'oidc', oidcEntry),
  body('updateRegistrationFlowWithSamlMethod', 'saml', {
    provider: text,
    traits: optionalObject,
    ...csrf,
    ...transient,
  }),
  body('updateRegistrationFlowWithWebAuthnMethod', 'webauthn', {
    webauthn_register: optionalText,
    webauthn_register_displayname: optionalText,
    ...traits,
    ...csrf,
    ...transient,
  }),
  body('updateRegistrationFlowWithCodeMethod', 'code', {
    code: optionalText,
    resend: optionalText,
    ...traits,
    ...csrf,
    ...transient,
  }),
  body('updateRegistrationFlowWithPasskeyMethod', 'passkey', {
    passkey_register: optionalText,
    ...traits,
    ...csrf,
    ...transient,
  }),
  body('updateRegistrationFlowWithProfileMethod', 'profile', {
    screen: Type.Optional(oneOf(['credential-selection', 'previous'])),
    ...traits,
    ...csrf,
    ...transient,
  }),
]);
export type UpdateRegistrationFlowBody = Wire<typeof UpdateRegistrationFlowBodySchema>;

const link = { link: optionalText, unlink: optionalText, flow: optionalText, traits: optionalObject };

export const UpdateSettingsFlowBodySchema = discriminated('updateSettingsFlowBody', 'method', [
  body('updateSettingsFlowWithPasswordMethod', 'password', { password: text, ...csrf, ...transient }),
  body('updateSettingsFlowWithProfileMethod', 'profile', { ...traits, ...csrf, ...transient }),
  body('updateSettingsFlowWithOidcMethod', 'oidc', {
    ...link,
    upstream_parameters: optionalObject,
    ...csrf,
    ...transient,
  }),
  body('updateSettingsFlowWithSamlMethod', 'saml', { ...link, ...csrf, ...transient }),
  body('updateSettingsFlowWithTotpMethod', 'totp', {
    totp_code: optionalText,
    totp_unlink: optionalFlag,
    ...csrf,
    ...transient,
  }),
  body('updateSettingsFlowWithWebAuthnMethod', 'webauthn', {
    webauthn_register: optionalText,
    webauthn_register_displayname: optionalText,
    webauthn_remove: optionalText,
    ...csrf,
    ...transient,
  }),
  body('updateSettingsFlowWithLookupMethod', 'lookup_secret', {
    lookup_secret_reveal: optionalFlag,
    lookup_secret_regenerate: optionalFlag,
    lookup_secret_confirm: optionalFlag,
    lookup_secret_disable: optionalFlag,
    ...csrf,
    ...transient,
  }),
  body('updateSettingsFlowWithPasskeyMethod', 'passkey', {
    passkey_settings_register: optionalText,
    passkey_remove: optionalText,
    ...csrf,
  }),
]);
export type UpdateSettingsFlowBody = Wire<typeof UpdateSettingsFlowBodySchema>;

export const UpdateRecoveryFlowBodySchema = discriminated('updateRecoveryFlowBody', 'method', [
  body('updateRecoveryFlowWithLinkMethod', 'link', { email: text, ...csrf, ...transient }),
  body('updateRecoveryFlowWithCodeMethod', 'code', {
    email: optionalText,
    code: optionalText,
    recovery_address: optionalText,
    recovery_select_address: optionalText,
    recovery_confirm_address: optionalText,
    screen: optionalText,
    ...csrf,
    ...transient,
  }),
]);
export type UpdateRecoveryFlowBody = Wire<typeof UpdateRecoveryFlowBodySchema>;

export const UpdateVerificationFlowBodySchema = discriminated('updateVerificationFlowBody', 'method', [
  body('updateVerificationFlowWithLinkMethod', 'link', { email: text, ...csrf, ...transient }),
  body('updateVerificationFlowWithCodeMethod', 'code', {
    email: optionalText,
    code: optionalText,
    ...csrf,
    ...transient,
  }),
]);
export type UpdateVerificationFlowBody = Wire<typeof UpdateVerificationFlowBodySchema>;

export const PerformNativeLogoutBodySchema = openObject('performNativeLogoutBody', { session_token: text });
export type PerformNativeLogoutBody = Wire<typeof PerformNativeLogoutBodySchema>;

export const UpdateFedcmFlowBodySchema = openObject('UpdateFedcmFlowBody', {
  token: text,
  csrf_token: text,
  nonce: optionalText,
  ...transient,
});
export type UpdateFedcmFlowBody = Wire<typeof UpdateFedcmFlowBodySchema>;
