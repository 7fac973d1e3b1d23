import type { Effect } from '../../ports/effect.ts';
import type { Store } from '../../ports/store.ts';

/** Writes what methods and hooks decided, inside the transaction that ends the request. */
export async function applyEffects(
  tx: Store,
  effects: readonly Effect[],
  context: { readonly identityId: string; readonly sessionId: string | null; readonly now: Date },
): Promise<void> {
  for (const effect of effects) {
    switch (effect.do) {
      case 'revoke_other_sessions':
        await tx.sessions.revokeOthers(context.identityId, context.sessionId, context.now);
        break;
      case 'settle_attempt':
        await effect.ticket.succeeded(tx.counters);
        break;
      case 'issue_session':
        // No write: the completion hands the session out.
        break;
    }
  }
}
