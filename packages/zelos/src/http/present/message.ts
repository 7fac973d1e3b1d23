import type { CourierMessage, JsonObject } from '@zelos/contract';
import type { Dispatch, Outbox, StoredMessage } from '../../ports/outbox.ts';

/** A message of the admin API (contract: courier, section 7). */
export type MessageJson = CourierMessage;

/** One page of messages, newest first. */
export interface MessagePage {
  readonly messages: readonly StoredMessage[];
  /** Where the next page begins; null on the last one. */
  readonly next: { readonly createdAt: Date; readonly id: string } | null;
}

/** Stands for contents that only the development mode shows. */
export const REDACTED = '<redacted-unless-dev-mode>';

/**
 * Lists one page and says whether there is another.
 * @param query filters are exact; `limit` is the size of the page
 */
export async function listMessages(
  outbox: Pick<Outbox, 'list'>,
  query: Parameters<Outbox['list']>[0],
): Promise<MessagePage> {
  const rows = await outbox.list({ ...query, limit: query.limit + 1 });
  const messages = rows.slice(0, query.limit);
  const last = messages.at(-1);
  const more = rows.length > query.limit && last !== undefined;
  return { messages, next: more ? { createdAt: last.createdAt, id: last.id } : null };
}

/** The message as operators see it in a list; `contents` shows subject and text. */
export function messageJson(message: StoredMessage, contents: boolean): MessageJson {
  return {
    id: message.id,
    status: message.status,
    type: message.channel,
    recipient: message.recipient,
    body: contents ? message.body : REDACTED,
    subject: contents ? message.subject : REDACTED,
    template_type: message.templateType as MessageJson['template_type'],
    channel: message.channel,
    send_count: message.sendCount,
    created_at: message.createdAt.toISOString(),
    updated_at: message.updatedAt.toISOString(),
  };
}

const dispatchJson = (dispatch: Dispatch) => ({
  id: dispatch.id,
  message_id: dispatch.messageId,
  status: dispatch.status,
  error: dispatch.error as JsonObject | null,
  created_at: dispatch.createdAt.toISOString(),
  updated_at: dispatch.updatedAt.toISOString(),
});

/** One message with its attempts, newest first; without any the member is left out, as by the peer. */
export function messageWithDispatchesJson(
  found: { readonly message: StoredMessage; readonly dispatches: readonly Dispatch[] },
  contents: boolean,
): MessageJson {
  const { created_at, updated_at, dispatches: _none, ...head } = messageJson(found.message, contents);
  const dispatches = found.dispatches.length === 0 ? {} : { dispatches: found.dispatches.map(dispatchJson) };
  return { ...head, ...dispatches, created_at, updated_at };
}
