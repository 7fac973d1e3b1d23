import { countersSuite } from './store-suite/counters.ts';
import { flowsSuite } from './store-suite/flows.ts';
import { identitiesSuite } from './store-suite/identities.ts';
import { identityChangesSuite } from './store-suite/identity-changes.ts';
import { identityListsSuite } from './store-suite/identity-lists.ts';
import { identityRulesSuite } from './store-suite/identity-rules.ts';
import { migrationsSuite } from './store-suite/migrations.ts';
import { outboxSuite } from './store-suite/outbox.ts';
import type { OpenDatabase } from './store-suite/group.ts';
import { secretsSuite } from './store-suite/secrets.ts';
import { sessionsSuite } from './store-suite/sessions.ts';
import { transactionsSuite } from './store-suite/transactions.ts';

export type { OpenDatabase } from './store-suite/group.ts';

/**
 * Declares, with node:test, everything that a database behind the port must do. A dialect is done when this passes.
 * @param open returns a fresh, empty database that has not been migrated, and how to remove it again.
 */
export function storeSuite(open: OpenDatabase): void {
  migrationsSuite(open);
  identitiesSuite(open);
  identityRulesSuite(open);
  identityChangesSuite(open);
  identityListsSuite(open);
  sessionsSuite(open);
  flowsSuite(open);
  secretsSuite(open);
  countersSuite(open);
  outboxSuite(open);
  transactionsSuite(open);
}
