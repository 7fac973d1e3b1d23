import { type FactorCount, availableAal } from '../kernel/assurance.ts';
import type { Credential } from '../kernel/identity.ts';
import type { Aal, Session } from '../kernel/session.ts';
import type { Identities } from '../ports/store.ts';

export type RequiredAal = 'aal1' | 'highest_available';

/** What this room asks of the enabled methods: how they count a credential, and whether any can be a second factor. */
export interface FactorCounting {
  readonly anySecondFactor: boolean;
  count(credential: Credential): FactorCount;
}

/** The level a person can reach with their credentials of enabled methods (better.md B5: switched-off methods do not count). */
export function availableAalOf(credentials: readonly Credential[], counting: FactorCounting): Aal {
  return availableAal(credentials.map((credential) => counting.count(credential)));
}

/**
 * Does a session satisfy a required level? Always decided on the credentials as they are now (SR-MF-07);
 * they are read only when some enabled method could be a second factor.
 */
export function createSatisfies(deps: {
  readonly identities: Pick<Identities, 'getWithCredentials'>;
  readonly counting: FactorCounting;
}) {
  return async (session: Pick<Session, 'aal' | 'identityId'>, required: RequiredAal): Promise<boolean> => {
    if (session.aal === 'aal2') return true;
    if (session.aal === 'aal0') return false;
    if (required === 'aal1' || !deps.counting.anySecondFactor) return true;
    const identity = await deps.identities.getWithCredentials(session.identityId);
    return identity !== null && availableAalOf(identity.credentials, deps.counting) !== 'aal2';
  };
}

export type Satisfies = ReturnType<typeof createSatisfies>;
