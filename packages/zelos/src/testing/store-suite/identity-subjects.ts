import type { IdentityWithCredentials } from '../../kernel/identity.ts';
import type { Database } from '../../ports/store.ts';
import { exampleIdentity } from '../store-examples.ts';
import { nextId } from './group.ts';

/** An identity as reads show it: credentials ordered by type, identifiers sorted. */
export const stored = (identity: IdentityWithCredentials): IdentityWithCredentials => ({
  ...identity,
  credentials: [...identity.credentials]
    .map((credential) => ({ ...credential, identifiers: [...credential.identifiers].sort() }))
    .sort((a, b) => (a.type < b.type ? -1 : 1)),
});

/** Creates an identity of its own for one test. */
export async function created(
  database: Database,
  given: Partial<IdentityWithCredentials> & { readonly email?: string } = {},
): Promise<IdentityWithCredentials> {
  const id = nextId();
  const identity = exampleIdentity({ id, email: `${id}@example.org`, ...given });
  await database.identities.create(identity);
  return identity;
}
