import { Type } from 'typebox';
import { closedObject, discriminated, nullable, Uuid, type Wire, word } from './wire.ts';

const url = Type.Optional(Type.String());

export const ContinueWithVerificationUiSchema = closedObject('continueWithVerificationUi', {
  action: word('show_verification_ui'),
  flow: closedObject('continueWithVerificationUiFlow', { id: Uuid, verifiable_address: Type.String(), url }),
});
export type ContinueWithVerificationUi = Wire<typeof ContinueWithVerificationUiSchema>;

export const ContinueWithSetOrySessionTokenSchema = closedObject('continueWithSetOrySessionToken', {
  action: word('set_ory_session_token'),
  ory_session_token: Type.String(),
});
export type ContinueWithSetOrySessionToken = Wire<typeof ContinueWithSetOrySessionTokenSchema>;

export const ContinueWithSettingsUiSchema = closedObject('continueWithSettingsUi', {
  action: word('show_settings_ui'),
  flow: closedObject('continueWithSettingsUiFlow', { id: Uuid, url }),
});
export type ContinueWithSettingsUi = Wire<typeof ContinueWithSettingsUiSchema>;

export const ContinueWithRecoveryUiSchema = closedObject('continueWithRecoveryUi', {
  action: word('show_recovery_ui'),
  flow: closedObject('continueWithRecoveryUiFlow', { id: Uuid, url }),
});
export type ContinueWithRecoveryUi = Wire<typeof ContinueWithRecoveryUiSchema>;

export const ContinueWithRedirectBrowserToSchema = closedObject('continueWithRedirectBrowserTo', {
  action: word('redirect_browser_to'),
  redirect_browser_to: Type.String(),
});
export type ContinueWithRedirectBrowserTo = Wire<typeof ContinueWithRedirectBrowserToSchema>;

export const ContinueWithPinEntryUiSchema = closedObject('continueWithDeviceAuthnPinEntryUi', {
  action: word('show_pin_entry_ui'),
  data: closedObject('continueWithDeviceAuthnPinEntryUiData', { enc: Type.String(), ciphertext: Type.String() }),
});
export type ContinueWithPinEntryUi = Wire<typeof ContinueWithPinEntryUiSchema>;

/** What a client should do after a flow. */
export const ContinueWithSchema = discriminated('continueWith', 'action', [
  ContinueWithVerificationUiSchema,
  ContinueWithSetOrySessionTokenSchema,
  ContinueWithSettingsUiSchema,
  ContinueWithRecoveryUiSchema,
  ContinueWithRedirectBrowserToSchema,
  ContinueWithPinEntryUiSchema,
]);
export type ContinueWith = Wire<typeof ContinueWithSchema>;

/** The list in answers: null, not empty, when nothing applies. */
export const ContinueWithListSchema = nullable(Type.Array(ContinueWithSchema));
export type ContinueWithList = Wire<typeof ContinueWithListSchema>;
