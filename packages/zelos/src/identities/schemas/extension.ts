import type { JsonValue } from '@zelos/contract';
import type { AddressChannel } from '../../kernel/identity.ts';
import { SchemaFault } from './errors.ts';
import { isObject } from './json.ts';

export const EXTENSION_KEYWORD = 'ory.sh/kratos';

/** What the marking of a schema node says about the value at that place. */
export interface TraitMark {
  readonly password: boolean;
  readonly webauthn: boolean;
  readonly code: boolean;
  /** Absent although `code` is set: the marking cannot work, which shows when the trait is used. */
  readonly codeVia?: AddressChannel;
  readonly passkeyName: boolean;
  readonly totpName: boolean;
  readonly verification?: AddressChannel;
  readonly recovery?: AddressChannel;
}

type Rule = 'boolean' | readonly string[] | { readonly [key: string]: Rule };

const CHANNELS = ['email', 'sms'];

/** The closed shape of the keyword: anything else is refused, since a misspelt key would silently mark nothing. */
const SHAPE: Rule = {
  credentials: {
    password: { identifier: 'boolean' },
    webauthn: { identifier: 'boolean' },
    passkey: { display_name: 'boolean' },
    totp: { account_name: 'boolean' },
    code: { identifier: 'boolean', via: CHANNELS },
  },
  verification: { via: CHANNELS },
  recovery: { via: CHANNELS },
  organizations: { matcher: ['email_domain'] },
};

function check(value: JsonValue, rule: Rule, at: string): void {
  if (rule === 'boolean') {
    if (typeof value !== 'boolean') throw new SchemaFault(`${at} must be true or false`);
    return;
  }
  if (isList(rule)) {
    if (typeof value !== 'string' || !rule.includes(value)) throw new SchemaFault(`${at} must be ${rule.join(' or ')}`);
    return;
  }
  if (!isObject(value)) throw new SchemaFault(`${at} must be an object`);
  for (const [key, inner] of Object.entries(value)) {
    const innerRule = Object.hasOwn(rule, key) ? rule[key] : undefined;
    if (innerRule === undefined) throw new SchemaFault(`${at}/${key} is not known`);
    check(inner, innerRule, `${at}/${key}`);
  }
}

function isList(rule: Rule): rule is readonly string[] {
  return Array.isArray(rule);
}

function dig(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  let current = value;
  for (const name of path) current = isObject(current) && Object.hasOwn(current, name) ? current[name] : undefined;
  return current;
}

function channel(value: JsonValue | undefined): AddressChannel | undefined {
  return value === 'email' || value === 'sms' ? value : undefined;
}

/** Reads the marking of a schema node; undefined when it marks nothing. Throws SchemaFault naming the place of a wrong key. */
export function readMark(value: JsonValue, pointer: string): TraitMark | undefined {
  check(value, SHAPE, `${pointer}/${EXTENSION_KEYWORD}`);
  const codeVia = channel(dig(value, 'credentials', 'code', 'via'));
  const verification = channel(dig(value, 'verification', 'via'));
  const recovery = channel(dig(value, 'recovery', 'via'));
  const mark: TraitMark = {
    password: dig(value, 'credentials', 'password', 'identifier') === true,
    webauthn: dig(value, 'credentials', 'webauthn', 'identifier') === true,
    code: dig(value, 'credentials', 'code', 'identifier') === true,
    passkeyName: dig(value, 'credentials', 'passkey', 'display_name') === true,
    totpName: dig(value, 'credentials', 'totp', 'account_name') === true,
    ...(codeVia ? { codeVia } : {}),
    ...(verification ? { verification } : {}),
    ...(recovery ? { recovery } : {}),
  };
  const marks = mark.password || mark.webauthn || mark.code || mark.passkeyName || mark.totpName;
  return marks || verification || recovery ? mark : undefined;
}

/** Whether a value at this place serves to sign in or names the account at an authenticator. */
export function namesAccount(mark: TraitMark): boolean {
  return mark.password || mark.webauthn || mark.code || mark.passkeyName || mark.totpName;
}
