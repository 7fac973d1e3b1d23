import { type Courier, RecipientError } from '../courier/index.ts';
import type { Post } from '../ports/courier.ts';
import type { Logger } from '../ports/logger.ts';
import type { SendBudget } from '../ports/throttle.ts';

/**
 * The one way by which flows send: within the budgets of messages, into the outbox of the caller's transaction. A message over
 * a budget is an event in the log, without its recipient. A recipient that no mail can have gets none; the flow answers as for
 * every other one.
 */
export function createPost({
  courier,
  sends,
  log,
}: {
  readonly courier: Pick<Courier, 'enqueue'>;
  readonly sends: SendBudget;
  readonly log: Logger;
}): Post {
  return async (tx, message, { purpose, clientAddress, now }) => {
    const { channel, recipient, templateType, budgetOf = recipient, decoy = false } = message;
    const order = { purpose, channel, subject: budgetOf, decoy, clientAddress };
    const rule = await sends(tx.counters, order, now);
    if (rule !== null) {
      log.warn({ event: 'message_over_budget', rule, channel, template_type: templateType }, 'a message was not sent');
      return false;
    }
    try {
      await courier.enqueue(tx, message);
    } catch (error) {
      if (!(error instanceof RecipientError)) throw error;
      log.warn({ template_type: templateType }, 'a message was not queued: its recipient is no address');
    }
    return true;
  };
}
