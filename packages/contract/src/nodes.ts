/**
 * The words of the form protocol: node kinds, groups, input types, hints and client-side triggers. Clients pick
 * renderers by them, so the lists are closed.
 */

/** Node kinds; `attributes.node_type` repeats the kind. */
export const NODE_TYPES = ['text', 'input', 'img', 'a', 'script', 'div'] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/** Groups by method. `captcha`, `saml` and `deviceauthn` are known to clients but not produced here. */
export const NODE_GROUPS = [
  'default',
  'password',
  'oidc',
  'profile',
  'link',
  'code',
  'totp',
  'lookup_secret',
  'webauthn',
  'passkey',
  'identifier_first',
  'captcha',
  'saml',
  'deviceauthn',
] as const;
export type NodeGroup = (typeof NODE_GROUPS)[number];

/** Values of `attributes.type` of an input node. */
export const INPUT_TYPES = [
  'text',
  'password',
  'number',
  'checkbox',
  'hidden',
  'email',
  'tel',
  'submit',
  'button',
  'datetime-local',
  'date',
  'url',
] as const;
export type InputType = (typeof INPUT_TYPES)[number];

/** Autofill hints, HTML section 4.10.18.7. */
export const AUTOCOMPLETE_VALUES = [
  'email',
  'tel',
  'url',
  'current-password',
  'new-password',
  'one-time-code',
  'username',
  'username webauthn',
] as const;
export type Autocomplete = (typeof AUTOCOMPLETE_VALUES)[number];

/** Names of the client-side functions that `onclickTrigger` and `onloadTrigger` start. */
export const TRIGGERS = [
  'oryWebAuthnRegistration',
  'oryWebAuthnLogin',
  'oryPasskeyLogin',
  'oryPasskeyLoginAutocompleteInit',
  'oryPasskeyRegistration',
  'oryPasskeySettingsRegistration',
] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** Kinds of UI texts. */
export const TEXT_TYPES = ['info', 'error', 'success'] as const;
export type TextType = (typeof TEXT_TYPES)[number];

/** Ids of sign-in methods and credential types, as they appear in flows, sessions and the admin view. */
export const METHODS = [
  'password',
  'oidc',
  'totp',
  'lookup_secret',
  'webauthn',
  'code',
  'passkey',
  'profile',
  'saml',
  'deviceauthn',
  'identifier_first',
  'link_recovery',
  'code_recovery',
] as const;
export type MethodName = (typeof METHODS)[number];

/** Assurance levels. `aal0` and `aal3` exist on the wire only; no session of ours has them. */
export const AAL_VALUES = ['aal0', 'aal1', 'aal2', 'aal3'] as const;
export type AalValue = (typeof AAL_VALUES)[number];

/** How a flow talks to its client. */
export const FLOW_TYPES = ['browser', 'api'] as const;

/** States of login, registration and verification. */
export const CODE_FLOW_STATES = ['choose_method', 'sent_email', 'passed_challenge'] as const;
/** States of settings. */
export const SETTINGS_FLOW_STATES = ['show_form', 'success'] as const;
/** States of recovery; the ones that begin with `recovery_` belong to the choice of an address. */
export const RECOVERY_FLOW_STATES = [
  'choose_method',
  'sent_email',
  'passed_challenge',
  'recovery_awaiting_address',
  'recovery_awaiting_address_choice',
  'recovery_confirming_address',
  'recovery_awaiting_code',
] as const;
