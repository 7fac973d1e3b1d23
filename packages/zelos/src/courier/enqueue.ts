import type { JsonObject } from '@zelos/contract';
import type { Clock } from '../ports/clock.ts';
import type { OutgoingMessage } from '../ports/courier.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../ports/store.ts';
import { chooseLanguage } from './language.ts';
import { completeVariables } from './model.ts';
import { checkedRecipient } from './recipient.ts';
import type { Templates } from './templates.ts';

/** A message to be queued; `requestHeaders` are those of the user's request that an HTTP channel may pass on. */
export type MessageToQueue = OutgoingMessage & { readonly requestHeaders?: JsonObject };

/**
 * Renders subject and plain text and writes the row, all within the caller's transaction: the message is sent if, and only
 * if, that transaction commits. The HTML part is rendered when the message is sent.
 * @param queued called after the row was written, before the commit
 * @returns a function that throws RecipientError, UnknownTemplateError, or TemplateError of an operator's template; nothing
 * is written then
 */
export function createEnqueue(deps: {
  readonly templates: Templates;
  readonly random: Random;
  readonly clock: Clock;
  readonly queued?: () => void;
}): (tx: Pick<Store, 'outbox'>, message: MessageToQueue) => Promise<void> {
  const { templates, random, clock } = deps;
  return async (tx, message) => {
    const recipient = checkedRecipient(message.channel, message.recipient);
    const variables = completeVariables(message.variables, message.channel, recipient);
    const language = chooseLanguage(message.languages, templates.languages);
    const { subject, body } = templates.render(message.templateType, message.channel, variables, language);
    await tx.outbox.add({
      id: random.uuid(),
      channel: message.channel,
      recipient,
      subject,
      body,
      templateType: message.templateType,
      templateData: variables,
      language,
      requestHeaders: message.requestHeaders ?? {},
      createdAt: clock.now(),
      decoy: message.decoy === true,
    });
    deps.queued?.();
  };
}
