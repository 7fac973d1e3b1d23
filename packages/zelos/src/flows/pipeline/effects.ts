import type { Effect } from '../../ports/effect.ts';
import type { Occasion, Post } from '../../ports/courier.ts';
import type { RequestFacts } from '../../ports/request.ts';
import type { Database, Store } from '../../ports/store.ts';

/** Whom effects are about, when, and on whose account. */
export interface EffectContext {
  readonly identityId: string | null;
  readonly sessionId: string | null;
  /** What the person who succeeded is known by, for the counters of failures. */
  readonly names?: readonly string[];
  readonly now: Date;
  /** The bucketed address of the client, whose budget messages use. */
  readonly clientAddress: string;
  readonly post: Post;
}

/** The context of what a request does, for a person when there is one. */
export function effectContext(
  { post }: Pick<EffectContext, 'post'>,
  { clientAddress }: Pick<RequestFacts, 'clientAddress'>,
  now: Date,
  who: Partial<Pick<EffectContext, 'identityId' | 'sessionId' | 'names'>> = {},
): EffectContext {
  return { identityId: null, sessionId: null, ...who, now, clientAddress, post };
}

const occasion = ({ clientAddress, now }: EffectContext, purpose: Occasion['purpose']): Occasion => ({
  purpose,
  clientAddress,
  now,
});

/** Sends proofs as far as their budgets go, each with its writes. */
async function prove(tx: Store, effect: Extract<Effect, { do: 'prove' }>, context: EffectContext): Promise<void> {
  let sent = 0;
  for (const { message, writes } of effect.proofs) {
    if (!(await context.post(tx, message, occasion(context, 'proof')))) continue;
    if (sent === 0) await applyEffects(tx, effect.once, context);
    sent += 1;
    await applyEffects(tx, writes, context);
  }
}

/** Decisions that write nothing: the completion of the flow looks at them. */
const SAID_ONLY: readonly Effect['do'][] = ['issue_session', 'start_verification', 'show_verification_ui'];

/** Writes what hooks decided after the flow was written; opens no transaction when there is nothing to write. */
export async function applyLateEffects(
  database: Database,
  effects: readonly Effect[],
  context: EffectContext,
): Promise<void> {
  const writes = effects.filter((effect) => !SAID_ONLY.includes(effect.do));
  if (writes.length > 0) await database.transaction((tx) => applyEffects(tx, writes, context));
}

const MARK_WINDOW_MS = 3_600_000;

/** Where there is no such address one row is written all the same, so that time and writes do not tell (AB-40, AB-42). */
async function markAddress(tx: Store, mark: Extract<Effect, { do: 'mark_address' }>, now: Date): Promise<void> {
  if (await tx.identities.markAddress({ ...mark, at: now })) return;
  // Some rows instead of one, so that writers of other requests seldom wait for each other.
  await tx.counters.increment(`marks:${mark.addressId.slice(0, 1)}`, MARK_WINDOW_MS, now);
}

/** Writes what methods and hooks decided, inside the transaction that ends the request. */
export async function applyEffects(tx: Store, effects: readonly Effect[], context: EffectContext): Promise<void> {
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
        await context.post(tx, effect.message, occasion(context, 'notice'));
        break;
      case 'prove':
        await prove(tx, effect, context);
        break;
      case 'mark_address':
        await markAddress(tx, effect, context.now);
        break;
      case 'settle_attempt':
        await effect.ticket.succeeded(tx.counters, context.names);
        break;
      case 'issue_session':
      case 'start_verification':
      case 'show_verification_ui':
        // No writes of their own: the completion of the flow has looked at them.
        break;
    }
  }
}
