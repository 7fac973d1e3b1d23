import {
  LOGIN_ERRORS,
  OWN_ERRORS,
  RECOVERY_ERRORS,
  REGISTRATION_ERRORS,
  SETTINGS_ERRORS,
  SYSTEM_ERRORS,
  VALIDATION_MESSAGES,
  VERIFICATION_ERRORS,
} from './messages/error.ts';
import type { MessageDefinition } from './messages/define.ts';
import {
  LABEL_MESSAGES,
  LOGIN_MESSAGES,
  RECOVERY_MESSAGES,
  REGISTRATION_MESSAGES,
  SETTINGS_MESSAGES,
  VERIFICATION_MESSAGES,
} from './messages/info.ts';
import type { UiText } from './models/ui.ts';
import type { JsonObject } from './models/wire.ts';

export type { MessageDefinition } from './messages/define.ts';

/** Roots of the id ranges. They name a range and are never sent. */
export const MESSAGE_RANGES = {
  1010000: 'login',
  1020000: 'logout',
  1030000: 'mfa',
  1040000: 'registration',
  1050000: 'settings',
  1060000: 'recovery',
  1080000: 'verification',
  4000000: 'validation',
  4010000: 'loginErrors',
  4040000: 'registrationErrors',
  4050000: 'settingsErrors',
  4060000: 'recoveryErrors',
  4070000: 'verificationErrors',
  4990000: 'ownErrors',
  5000000: 'system',
} as const;

/**
 * The catalogue of UI texts by id. Ids, types and context keys are the contract, clients translate by them; the English
 * sentences are a fallback.
 */
export const MESSAGES = {
  ...LOGIN_MESSAGES,
  ...REGISTRATION_MESSAGES,
  ...SETTINGS_MESSAGES,
  ...RECOVERY_MESSAGES,
  ...LABEL_MESSAGES,
  ...VERIFICATION_MESSAGES,
  ...VALIDATION_MESSAGES,
  ...LOGIN_ERRORS,
  ...REGISTRATION_ERRORS,
  ...SETTINGS_ERRORS,
  ...RECOVERY_ERRORS,
  ...VERIFICATION_ERRORS,
  ...OWN_ERRORS,
  ...SYSTEM_ERRORS,
} as const satisfies { readonly [id: number]: MessageDefinition };

export type MessageId = keyof typeof MESSAGES;

/** Whether a number is the id of a message of the catalogue. */
export function isMessageId(id: number): id is MessageId {
  return Object.hasOwn(MESSAGES, id);
}

/**
 * Builds the UI text of a message.
 *
 * @param id Message of the catalogue.
 * @param context Values of the message, by the keys that the catalogue lists. Times come twice, as RFC 3339 text and, under
 *   `…_unix`, as whole seconds since 1970 (see {@link timeContext}). Values that serve the text only are left out of
 *   the result; so is the context as a whole when nothing remains. Empty lists stay: clients read their length.
 */
export function uiText(id: MessageId, context: JsonObject = {}): UiText {
  const definition: MessageDefinition = MESSAGES[id];
  const sent = Object.entries(context).filter(
    ([key, value]) => value !== undefined && definition.textOnly?.includes(key) !== true,
  );
  const text = { id, text: definition.text(context), type: definition.type };
  return sent.length === 0 ? text : { ...text, context: Object.fromEntries(sent) };
}

/** The two members of a context that tell a time: `key` in RFC 3339 and `key_unix` in whole seconds since 1970. */
export function timeContext(key: string, time: Date): JsonObject {
  return { [key]: time.toISOString(), [`${key}_unix`]: Math.floor(time.getTime() / 1000) };
}
