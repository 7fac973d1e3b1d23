import type { Effect } from '../../ports/effect.ts';
import type { Enqueue } from '../../ports/courier.ts';
import type { Store } from '../../ports/store.ts';

/** Writes what methods and hooks decided, inside the transaction that ends the request. */
export async function applyEffects(
  tx: Store,
  effects: readonly Effect[],
  context: {
    readonly identityId: string | null;
    readonly sessionId: string | null;
    readonly now: Date;
    readonly enqueue: Enqueue;
  },
): Promise<void> {
  for (const effect of effects) {
    switch (effect.do) {
      case 'revoke_other_sessions':
        if (context.identityId !== null)
          await tx.sessions.revokeOthers(context.identityId, context.sessionId, context.now);
        break;
      case 'forget_secrets':
        await tx.secrets.revoke(effect.purpose, effect.flowId, context.now);
        break;
      case 'remember':
        await tx.secrets.put(effect.secret);
        break;
      case 'send':
        await context.enqueue(tx, effect.message);
        break;
      case 'mark_address':
        await tx.identities.markAddress({ ...effect, at: context.now });
        break;
      case 'settle_attempt':
        await effect.ticket.succeeded(tx.counters);
        break;
      case 'issue_session':
      case 'start_verification':
      case 'show_verification_ui':
        // No writes of their own: the completion of the flow has looked at them.
        break;
    }
  }
}
