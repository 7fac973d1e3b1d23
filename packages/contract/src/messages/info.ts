import { info, type MessageDefinition, show, shownOr, success } from './define.ts';

const expiry = ['privilegedSessionExpiresAt', 'privileged_session_expires_at', 'privileged_session_expires_at_unix'];

/** 1010000 to 1019999: sign-in. */
export const LOGIN_MESSAGES = {
  1010001: info('loginLabel', 'Sign in'),
  1010002: info('loginWithProvider', ({ provider }) => `Continue with ${show(provider)}`, ['provider', 'provider_id']),
  1010003: info('loginRefresh', 'To be sure that it is you, please sign in once more.'),
  1010004: info('loginSecondFactor', 'One more step: please confirm your second factor.'),
  1010005: info('loginVerifyLabel', 'Confirm'),
  1010006: info('loginTotpLabel', 'Code from your authenticator app'),
  1010007: info('loginLookupLabel', 'Backup code'),
  1010008: info('loginSecurityKey', 'Use a security key'),
  1010009: info('loginTotpSubmit', 'Check the code'),
  1010010: info('loginLookupSubmit', 'Use this backup code'),
  1010011: info('loginSecurityKeyContinue', 'Go on with your security key'),
  1010012: info('loginSecurityKeyPrepare', 'Have your security key at hand, then go on.'),
  1010013: info('loginSecurityKeyNext', 'Go on'),
  1010014: info('loginCodeSent', 'We have sent a code to the address you entered. Type it in to sign in.'),
  1010015: info('loginCodeSubmit', 'Send me a code'),
  1010016: info(
    'loginLinkAccount',
    ({ duplicate_identifier, provider }) =>
      `There is an account for ${shownOr(duplicate_identifier, 'this address')} already. ` +
      `Sign in to it once and ${shownOr(provider, 'the provider')} will be connected.`,
    [
      'duplicateIdentifier',
      'provider',
      'newLoginUrl',
      'duplicate_identifier',
      'new_login_url',
      'available_credential_types',
      'available_providers',
    ],
  ),
  1010017: info('loginAndLink', 'Sign in and connect'),
  1010018: info('loginAndLinkProvider', ({ provider }) => `Confirm through ${show(provider)}`, ['provider']),
  1010019: info('loginSecondFactorCodeRequest', 'Send me a code for the second step'),
  1010020: info('loginSecondFactorCodeHint', 'We will send a code to an address of your account.'),
  1010021: info('loginPasskey', 'Use a passkey'),
  1010022: info('loginPasswordSubmit', 'Sign in with password'),
  1010023: info('loginCodeSendTo', ({ address }) => `Send a code to ${show(address)}`, ['address', 'channel']),
  1010024: info('loginDeviceKey', 'Use the key of this device'),
  1010025: info('loginCodeSentToAccount', 'We have sent a code to your address. Type it in to go on.'),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** 1040000 to 1049999: sign-up. */
export const REGISTRATION_MESSAGES = {
  1040001: info('registrationLabel', 'Create account'),
  1040002: info('registrationWithProvider', ({ provider }) => `Join with ${show(provider)}`, [
    'provider',
    'provider_id',
  ]),
  1040003: info('registrationContinue', 'Finish'),
  1040004: info('registrationSecurityKey', 'Join with a security key'),
  1040005: info('registrationCodeSent', 'We have sent a code to you. Type it in to finish your account.'),
  1040006: info('registrationCodeSubmit', 'Send me a code to join'),
  1040007: info('registrationPasskey', 'Join with a passkey'),
  1040008: info('registrationBack', 'Go back'),
  1040009: info('registrationChooseCredential', 'How would you like to sign in from now on?'),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** 1050000 to 1059999: settings. */
export const SETTINGS_MESSAGES = {
  1050001: success('settingsSaved', 'Saved.'),
  1050002: info('settingsLinkProvider', ({ provider }) => `Connect ${show(provider)}`, ['provider']),
  1050003: info('settingsUnlinkProvider', ({ provider }) => `Disconnect ${show(provider)}`, ['provider']),
  1050004: info('settingsTotpRemove', 'Remove the authenticator app'),
  1050005: info('settingsTotpImage', 'QR code for your authenticator app'),
  1050006: info('settingsTotpSecret', ({ secret }) => show(secret), ['secret']),
  1050007: info('settingsLookupReveal', 'Show my backup codes'),
  1050008: info('settingsLookupRegenerate', 'Make new backup codes'),
  1050009: info('settingsLookupSecret', ({ secret }) => show(secret), ['secret']),
  1050010: info('settingsLookupListLabel', 'Keep these backup codes in a safe place. Each works once.'),
  1050011: info('settingsLookupConfirm', 'I have stored the codes'),
  1050012: info('settingsSecurityKeyAdd', 'Add a security key'),
  1050013: info('settingsSecurityKeyName', 'Name for this key'),
  1050014: info('settingsLookupSecretUsed', ({ used_at }) => `Used on ${show(used_at)}`, ['used_at', 'used_at_unix']),
  1050015: info('settingsLookupList', ({ secrets }) => textsOf(secrets), ['secrets']),
  1050016: info('settingsLookupDisable', 'Switch backup codes off'),
  1050017: info('settingsTotpSecretLabel', 'Secret to enter into the authenticator app by hand'),
  1050018: info(
    'settingsSecurityKeyRemove',
    ({ display_name }) => `Remove the security key ${shownOr(display_name, 'without a name')}`,
    ['display_name', 'added_at', 'added_at_unix'],
  ),
  1050019: info('settingsPasskeyAdd', 'Add a passkey'),
  1050020: info(
    'settingsPasskeyRemove',
    ({ display_name }) => `Remove the passkey ${shownOr(display_name, 'without a name')}`,
    ['display_name', 'added_at', 'added_at_unix'],
  ),
  1050021: info('settingsDeviceKeyRemove', 'Remove the key of this device'),
  1050022: info('settingsDeviceKeyNonce', 'Challenge for the key of this device'),
  1050023: info('settingsOrganizationManaged', 'Your organisation looks after this account.'),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** 1060000 to 1069999: recovery. */
export const RECOVERY_MESSAGES = {
  1060001: success(
    'recoveryPassed',
    'You are back in. Please set a new password or another way to sign in soon.',
    expiry,
  ),
  1060002: info('recoveryLinkSent', 'If this address belongs to an account, a message with a link is on its way.'),
  1060003: info('recoveryCodeSent', 'If this address belongs to an account, a message with a code is on its way.'),
  1060004: info('recoveryCodeSentMasked', ({ masked_address }) => `A code is on its way to ${show(masked_address)}.`, [
    'masked_address',
  ]),
  1060005: info('recoveryTypeAddress', 'Please type this address in full, to show that it is yours.'),
  1060006: info('recoveryChooseAddress', 'Where should we send the code?'),
  1060007: info('recoveryBack', 'Go back'),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** 1070000 to 1079999: labels of nodes. */
export const LABEL_MESSAGES = {
  1070000: { ...info('labelMaskedAddress', ({ address }) => show(address)), textOnly: ['address'] },
  1070001: info('labelPassword', 'Password'),
  1070002: info('labelTrait', ({ title }) => show(title), ['title', 'name']),
  1070003: info('labelSave', 'Save'),
  1070004: info('labelIdentifier', 'E-mail, user name or other identifier'),
  1070005: info('labelSubmit', 'Send'),
  1070006: info('labelTotpVerify', 'Current code of the authenticator app'),
  1070007: info('labelEmail', 'E-mail address'),
  1070008: info('labelResendCode', 'Send another code'),
  1070009: info('labelContinue', 'Continue'),
  1070010: info('labelRecoveryCode', 'Recovery code'),
  1070011: info('labelVerificationCode', 'Verification code'),
  1070012: info('labelRegistrationCode', 'Code from our message'),
  1070013: info('labelLoginCode', 'Sign-in code'),
  1070014: info('labelLoginAndLink', 'Sign in and connect'),
  1070015: info('labelCaptcha', 'Please show that you are human'),
  1070016: info('labelRecoveryAddress', 'Address for recovery'),
  1070017: info('labelPhone', 'Phone number'),
  1070018: info('labelEmailOrPhone', 'E-mail address or phone number'),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** 1080000 to 1089999: verification. */
export const VERIFICATION_MESSAGES = {
  1080001: info('verificationLinkSent', 'A message with a link is on its way. Open the link to verify your address.'),
  1080002: success('verificationEmailPassed', 'Thank you, your e-mail address is verified.'),
  1080003: info(
    'verificationCodeSent',
    'A message with a code is on its way. Type the code in to verify your address.',
  ),
  1080004: info(
    'verificationCodeTexted',
    'A text message with a code is on its way. Type the code in to verify your number.',
  ),
  1080005: success('verificationPhonePassed', 'Thank you, your phone number is verified.'),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** The texts of a list of messages, joined by commas. */
function textsOf(value: Parameters<typeof show>[0]): string {
  if (!Array.isArray(value)) return show(value);
  return value
    .map((item: Parameters<typeof show>[0]) =>
      item !== null && typeof item === 'object' && 'text' in item ? show(item.text) : show(item),
    )
    .join(', ');
}
