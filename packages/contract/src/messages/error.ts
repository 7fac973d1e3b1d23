import { counted, error, type MessageDefinition, show } from './define.ts';

const expiry = ['expired_at', 'expired_at_unix'];
const withReason = ({ reason }: { readonly [key: string]: Parameters<typeof show>[0] }) => show(reason);

/** 4000000 to 4009999: input and credentials. */
export const VALIDATION_MESSAGES = {
  4000001: error('invalid', withReason, ['reason']),
  4000002: error('required', ({ property }) => `Please fill in ${show(property)}.`, ['property']),
  4000003: error(
    'minLength',
    (c) =>
      `Please use at least ${counted(c['min_length'], 'character', 'characters')}; there are ${show(c['actual_length'])}.`,
    ['min_length', 'actual_length'],
  ),
  4000004: error('pattern', ({ pattern }) => `This does not have the expected form: ${show(pattern)}`, ['pattern']),
  4000005: error('passwordPolicy', ({ reason }) => `This password cannot be used: ${show(reason)}`, ['reason']),
  4000006: error('invalidCredentials', 'That did not match. Please check what you typed for mistakes.'),
  4000007: error('identifierTaken', 'There is already an account with these details.'),
  4000008: error('totpWrong', 'The code of the authenticator app is not right. Please try the current one.'),
  4000009: error(
    'identifierMissing',
    'Nothing you entered can serve to sign in. Please give an e-mail address or user name.',
  ),
  4000010: error('addressNotVerified', 'Please verify your address first.'),
  4000011: error('totpNotSetUp', 'Your account has no authenticator app.'),
  4000012: error('lookupUsed', 'This backup code was used before. Please take another one.'),
  4000013: error('securityKeyNotSetUp', 'Your account has no security key.'),
  4000014: error('lookupNotSetUp', 'Your account has no backup codes.'),
  4000015: error('passkeyUnknown', 'There is no such account, or it has neither a security key nor a passkey.'),
  4000016: error('lookupWrong', 'This backup code is not right.'),
  4000017: error(
    'maxLength',
    (c) =>
      `Please use at most ${counted(c['max_length'], 'character', 'characters')}; there are ${show(c['actual_length'])}.`,
    ['max_length', 'actual_length'],
  ),
  4000018: error('minimum', (c) => `Please give ${show(c['minimum'])} or more instead of ${show(c['actual'])}.`, [
    'minimum',
    'actual',
  ]),
  4000019: error(
    'exclusiveMinimum',
    (c) => `Please give more than ${show(c['minimum'])} instead of ${show(c['actual'])}.`,
    ['minimum', 'actual'],
  ),
  4000020: error('maximum', (c) => `Please give ${show(c['maximum'])} or less instead of ${show(c['actual'])}.`, [
    'maximum',
    'actual',
  ]),
  4000021: error(
    'exclusiveMaximum',
    (c) => `Please give less than ${show(c['maximum'])} instead of ${show(c['actual'])}.`,
    ['maximum', 'actual'],
  ),
  4000022: error('multipleOf', (c) => `Please give a multiple of ${show(c['base'])} instead of ${show(c['actual'])}.`, [
    'base',
    'actual',
  ]),
  4000023: error(
    'maxItems',
    (c) => `Please give at most ${counted(c['max_items'], 'entry', 'entries')}; there are ${show(c['actual_items'])}.`,
    ['max_items', 'actual_items'],
  ),
  4000024: error(
    'minItems',
    (c) => `Please give at least ${counted(c['min_items'], 'entry', 'entries')}; there are ${show(c['actual_items'])}.`,
    ['min_items', 'actual_items'],
  ),
  4000025: error('uniqueItems', (c) => `The entries ${show(c['index_a'])} and ${show(c['index_b'])} are the same.`, [
    'index_a',
    'index_b',
  ]),
  4000026: error(
    'type',
    (c) => `This should be of the type ${show(c['allowed_types'])}, not ${show(c['actual_type'])}.`,
    ['allowed_types', 'actual_type'],
  ),
  4000027: error(
    'duplicateCredentials',
    'There is already an account with these details. Sign in to it to connect the provider.',
  ),
  4000028: error('duplicateCredentialsHints', duplicateWithHints, [
    'available_credential_types',
    'available_oidc_providers',
    'credential_identifier_hint',
  ]),
  4000029: error('const', ({ expected }) => `Only ${show(expected)} is possible here.`, ['expected']),
  4000030: error('constUnknown', 'Only one fixed value is possible here.'),
  4000031: error('passwordSimilar', 'The password is too close to your name or address.'),
  4000032: error(
    'passwordTooShort',
    (c) =>
      `Please choose a password of ${counted(c['min_length'], 'character', 'characters')} or more; this one has ${show(c['actual_length'])}.`,
    ['min_length', 'actual_length'],
  ),
  4000033: error(
    'passwordTooLong',
    (c) =>
      `Please choose a password of at most ${counted(c['max_length'], 'character', 'characters')}; this one has ${show(c['actual_length'])}.`,
    ['max_length', 'actual_length'],
  ),
  4000034: error('passwordBreached', 'This password is known from data leaks. Please choose another one.', [
    'breaches',
  ]),
  4000035: error('codeUnknown', 'There is no such account, or it cannot sign in with a code.'),
  4000036: error('traitsChanged', 'Your details have changed since the code was sent. Please ask for a new code.'),
  4000037: error('identifierUnknown', 'No account with a way to sign in was found for this.'),
  4000038: error('captchaFailed', 'We could not tell that you are human. Please try once more.'),
  4000039: error('passwordUnchanged', 'The new password is the same as the old one.'),
  4000040: error('emailInvalid', ({ value }) => `${quoted(value)} is not an e-mail address.`, ['value']),
  4000041: error(
    'phoneInvalid',
    ({ value }) => `${quoted(value)} is not a phone number. Please begin with + and the country code.`,
    ['value'],
  ),
  4000042: error('deviceKeyNotSetUp', 'Your account has no key on this device.'),
  4000043: error('assertionRefused', 'The security key or passkey was not accepted. Please try again.'),
  4000044: error('deviceSignatureRefused', 'The signature of this device was not accepted.'),
  4000045: error('deviceAttestationEnded', 'The key of this device is no longer trusted. Please add it anew.'),
  4000046: error('deviceKeyTooOld', 'The key of this device is too old for this. Please add it anew.'),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** 4010000 to 4019999: sign-in, and submissions that no method felt responsible for. */
export const LOGIN_ERRORS = {
  4010001: error('loginExpired', 'This sign-in form was open for too long. Please begin again.', expiry),
  4010002: error('loginNoMethod', 'There is no such way to sign in. Please pick one of those shown.'),
  4010003: error('registrationNoMethod', 'There is no such way to join. Please pick one of those shown.'),
  4010004: error('settingsNoMethod', 'There is no such setting. Please pick one of those shown.'),
  4010005: error('recoveryNoMethod', 'There is no such way to recover an account. Please pick one of those shown.'),
  4010006: error('verificationNoMethod', 'There is no such way to verify an address. Please pick one of those shown.'),
  4010007: error('loginCompleted', 'This sign-in is done already.'),
  4010008: error('loginCodeWrong', 'The code is not right or no longer valid. Please try again or ask for a new one.'),
  4010009: error('linkMismatch', 'This account does not own the address that is to be connected.'),
  4010010: error('codeAddressUnknown', 'This address does not belong to your account.'),
  4010011: error('accountDisabled', 'This account is not active. Please ask the operator of this service.'),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** 4040000 to 4049999: sign-up. */
export const REGISTRATION_ERRORS = {
  4040001: error('registrationExpired', 'This form was open for too long. Please begin again.', expiry),
  4040002: error('registrationCompleted', 'This account has been made already.'),
  4040003: error('registrationCodeWrong', 'The code is not right or no longer valid. Please ask for a new one.'),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** 4050000 to 4059999: settings. */
export const SETTINGS_ERRORS = {
  4050001: error('settingsExpired', 'These settings were open for too long. Please open them again.', expiry),
  4050002: error('settingsOneAddress', 'Please change one address at a time.'),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** 4060000 to 4069999: recovery. */
export const RECOVERY_ERRORS = {
  4060001: error('recoveryCompleted', 'This recovery has been used already. Please begin again.'),
  4060002: error('recoveryUnusable', 'This recovery cannot go on. Please begin again.'),
  4060003: error('recoveryTokenMissing', 'The recovery link is not complete. Please copy all of it.'),
  4060004: error('recoveryTokenWrong', 'This recovery link is not valid or was used before. Please ask for a new one.'),
  4060005: error('recoveryExpired', 'This recovery took too long. Please begin again.', expiry),
  4060006: error('recoveryCodeWrong', 'The recovery code is not right or no longer valid. Please ask for a new one.'),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** 4070000 to 4079999: verification. */
export const VERIFICATION_ERRORS = {
  4070001: error('verificationTokenWrong', 'This link is not valid or was used before. Please ask for a new one.'),
  4070002: error('verificationCompleted', 'This verification is done already.'),
  4070003: error('verificationUnusable', 'This verification cannot go on. Please begin again.'),
  4070004: error('verificationTokenMissing', 'The link is not complete. Please copy all of it.'),
  4070005: error('verificationExpired', 'This verification took too long. Please begin again.', expiry),
  4070006: error('verificationCodeWrong', 'The code is not right or no longer valid. Please ask for a new one.'),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** 4990000 to 4999999: ours; no other server of this API uses them. */
export const OWN_ERRORS = {
  4990001: error(
    'throttled',
    (c) =>
      `That was a little too often. Please try again in ${counted(c['retry_after_seconds'], 'second', 'seconds')}.`,
    ['retry_after_seconds'],
  ),
} as const satisfies { readonly [id: number]: MessageDefinition };

/** 5000000 and above: the system. */
export const SYSTEM_ERRORS = {
  5000001: error('flowReplaced', withReason, ['reason']),
  5000002: error('noMethodAvailable', 'There is no way to sign in here at the moment.'),
  5000003: error('organizationWithoutSso', 'Your organisation asks for single sign-on, but none is set up.'),
} as const satisfies { readonly [id: number]: MessageDefinition };

function quoted(value: Parameters<typeof show>[0]): string {
  const text = show(value);
  return text === '' ? 'This' : `"${text.length > 100 ? `${text.slice(0, 100)}…` : text}"`;
}

function duplicateWithHints(context: { readonly [key: string]: Parameters<typeof show>[0] }): string {
  const who = show(context['credential_identifier_hint']);
  const ways = [show(context['available_credential_types']), show(context['available_oidc_providers'])].filter(Boolean);
  const begin = who ? `There is already an account for ${who}.` : 'There is already an account with these details.';
  return ways.length === 0 ? begin : `${begin} Sign in to it with: ${ways.join(', ')}.`;
}
