import { uiText } from '@zelos/contract';
import type { FactorCounting } from '../sessions/satisfy.ts';
import type { IdentityWithCredentials } from '../kernel/identity.ts';
import type { Issue } from '../kernel/issue.ts';
import type { Identities } from '../ports/store.ts';

/**
 * The message for a newcomer whose identifier or address belongs to somebody already. With login hints it tells with what
 * the existing account signs in (contract: login-registration, section 7).
 */
export async function duplicateIssue(
  deps: {
    readonly database: { readonly identities: Pick<Identities, 'findByIdentifier'> };
    readonly counting: FactorCounting;
  },
  draft: IdentityWithCredentials,
  loginHints: boolean,
): Promise<Issue> {
  if (!loginHints) return { message: uiText(4000007) };
  for (const credential of draft.credentials) {
    for (const identifier of credential.identifiers) {
      const owner = await deps.database.identities.findByIdentifier([credential.type], [identifier]);
      if (!owner) continue;
      const usable = owner.credentials
        .filter((c) => deps.counting.count(c).first > 0)
        .map((c) => c.type)
        .toSorted();
      return {
        message: uiText(4000028, {
          available_credential_types: usable,
          available_oidc_providers: [],
          credential_identifier_hint: identifier,
        }),
      };
    }
  }
  return { message: uiText(4000007) };
}
