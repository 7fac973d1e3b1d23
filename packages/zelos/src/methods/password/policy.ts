import { BCRYPT_MAX_PASSWORD_BYTES, MAX_PASSWORD_BYTES } from '../../ports/hasher.ts';
import type { BreachDeps, BreachSettings } from './breach.ts';
import { createBreachCheck, rangeServiceUrl } from './breach.ts';
import { isCommonPassword } from './common-passwords.ts';
import { isTooSimilar } from './similarity.ts';

export { BreachServiceUnavailableError } from './breach.ts';
export type { BreachDeps, BreachOutcome, BreachSettings } from './breach.ts';

/** Most code points of a password (SR-PW-02): a bound against abuse. */
export const MAX_PASSWORD_LENGTH = 1024;

/** The part of `selfservice.methods.password.config` that the policy reads, before any defaults were filled in. */
export interface PasswordPolicySection {
  readonly min_password_length?: number;
  readonly identifier_similarity_check_enabled?: boolean;
  readonly haveibeenpwned_enabled?: boolean;
  readonly haveibeenpwned_host?: string;
  readonly max_breaches?: number;
  readonly ignore_network_errors?: boolean;
}

export interface PasswordPolicySettings {
  /** In code points. */
  readonly minLength: number;
  /** In UTF-8 bytes: the most that the configured algorithm takes in full. */
  readonly maxBytes: number;
  readonly similarityCheck: boolean;
  /** Null: the breach service is not asked. */
  readonly breach: BreachSettings | null;
}

/** Why a password is refused: the id and context of the message for the node `password`. */
export type PolicyFinding =
  | { readonly id: 4000005; readonly context: { readonly reason: string } }
  | { readonly id: 4000031; readonly context: { readonly [key: string]: never } }
  | { readonly id: 4000032; readonly context: { readonly min_length: number; readonly actual_length: number } }
  | { readonly id: 4000033; readonly context: { readonly max_length: number; readonly actual_length: number } }
  | { readonly id: 4000034; readonly context: { readonly breaches: number } };

/** A password someone wants to use, and the normalised login identifiers it will stand beside. */
export interface PasswordCandidate {
  readonly password: string;
  readonly identifiers: readonly string[];
}

export interface PasswordPolicy {
  /**
   * The first rule that the password breaks, as a list of one; null when it may be used. Cheap rules come first and
   * nothing is hashed for a password that is too long. Throws `BreachServiceUnavailableError`.
   */
  check(candidate: PasswordCandidate): Promise<readonly PolicyFinding[] | null>;
}

/**
 * Settings from the configuration. The breach service is on by default, in development mode only when asked for. Throws a
 * `RangeError` for an unusable `haveibeenpwned_host`.
 */
export const passwordPolicySettings = (
  section: PasswordPolicySection,
  { dev, algorithm }: { readonly dev: boolean; readonly algorithm: 'argon2' | 'bcrypt' },
): PasswordPolicySettings => {
  const breach = {
    serviceUrl: rangeServiceUrl(section.haveibeenpwned_host ?? 'api.pwnedpasswords.com'),
    maxBreaches: section.max_breaches ?? 0,
    ignoreNetworkErrors: section.ignore_network_errors ?? true,
  };
  return {
    minLength: section.min_password_length ?? 8,
    maxBytes: algorithm === 'bcrypt' ? BCRYPT_MAX_PASSWORD_BYTES : MAX_PASSWORD_BYTES,
    similarityCheck: section.identifier_similarity_check_enabled ?? true,
    breach: (section.haveibeenpwned_enabled ?? !dev) ? breach : null,
  };
};

const tooLong = (max: number, actual: number): PolicyFinding => ({
  id: 4000033,
  context: { max_length: max, actual_length: actual },
});

const lengthFinding = (password: string, { minLength, maxBytes }: PasswordPolicySettings): PolicyFinding | null => {
  const bytes = Buffer.byteLength(password);
  // Code points are only counted where that is cheap: a request may carry megabytes.
  if (bytes > MAX_PASSWORD_BYTES) return tooLong(maxBytes, bytes);
  const length = Array.from(password).length;
  if (length < minLength) return { id: 4000032, context: { min_length: minLength, actual_length: length } };
  if (length > MAX_PASSWORD_LENGTH) return tooLong(MAX_PASSWORD_LENGTH, length);
  if (bytes > maxBytes) return tooLong(maxBytes, bytes);
  return null;
};

const localFinding = (candidate: PasswordCandidate, settings: PasswordPolicySettings): PolicyFinding | null => {
  const { password, identifiers } = candidate;
  const wrongLength = lengthFinding(password, settings);
  if (wrongLength !== null) return wrongLength;
  if (!password.isWellFormed()) {
    // Half a surrogate pair becomes the same replacement character whichever half it was: not the password as typed.
    return { id: 4000005, context: { reason: 'The password contains a character that cannot be stored.' } };
  }
  if (settings.similarityCheck && identifiers.some((identifier) => isTooSimilar(identifier, password))) {
    return { id: 4000031, context: {} };
  }
  if (isCommonPassword(password, settings.minLength)) {
    return { id: 4000005, context: { reason: 'The password is one of the most common ones.' } };
  }
  return null;
};

/** Creates the policy that every new password has to pass; imports and logins never ask it. */
export const createPasswordPolicy = (settings: PasswordPolicySettings, deps: BreachDeps): PasswordPolicy => {
  const breachCount = settings.breach === null ? null : createBreachCheck(settings.breach, deps);
  return {
    async check(candidate) {
      const finding = localFinding(candidate, settings);
      if (finding !== null) return [finding];
      const breaches = await breachCount?.(candidate.password);
      return breaches == null ? null : [{ id: 4000034, context: { breaches } }];
    },
  };
};
