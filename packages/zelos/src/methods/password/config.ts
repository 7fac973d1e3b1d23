import type { Credential } from '../../kernel/identity.ts';
import type { Background } from '../../ports/background.ts';
import type { Hasher } from '../../ports/hasher.ts';
import type { Identities } from '../../ports/store.ts';
import type { Attempts } from '../../ports/throttle.ts';
import type { PasswordPolicy } from './policy.ts';

export interface PasswordDeps {
  readonly hasher: Hasher;
  readonly policy: PasswordPolicy;
  readonly attempts: Attempts;
  readonly background: Background;
  readonly identities: Pick<Identities, 'findByIdentifier' | 'getWithCredentials' | 'replaceCredentialConfig'>;
}

export interface PasswordSettings {
  readonly enabled: boolean;
}

/** The stored hash of a password credential, or null when none is set. */
export function hashedPassword(credential: Credential): string | null {
  const hash = credential.config['hashed_password'];
  return typeof hash === 'string' && hash !== '' ? hash : null;
}
