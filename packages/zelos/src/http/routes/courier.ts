import type { JsonObject } from '@zelos/contract';
import { ProtocolError } from '../../kernel/problem.ts';
import type { Dispatch as Attempt, MessageStatus, StoredMessage } from '../../ports/outbox.ts';
import type { Exchange, HttpDeps } from '../context.ts';
import { json } from '../exchange.ts';
import { isFirstPage, placeLinks, readPlace } from '../page-token.ts';
import type { Route } from '../route-table.ts';
import { isUuid } from './flow-checks.ts';

const STATES: readonly MessageStatus[] = ['queued', 'processing', 'sent', 'abandoned'];
const DEFAULT_SIZE = 250;
const MAX_SIZE = 1000;

const bad = (reason: string) => new ProtocolError(400, { reason });

function present(
  message: StoredMessage,
  body: { readonly shown: boolean },
  attempts: readonly Attempt[] | null,
): JsonObject {
  const hidden = '<redacted outside of development mode>';
  return {
    id: message.id,
    status: message.status,
    type: message.channel === 'sms' ? 'sms' : 'email',
    recipient: message.recipient,
    subject: body.shown ? message.subject : hidden,
    body: body.shown ? message.body : hidden,
    template_type: message.templateType,
    channel: message.channel,
    send_count: message.sendCount,
    ...(attempts
      ? {
          dispatches: attempts.map((attempt) => ({
            id: attempt.id,
            message_id: attempt.messageId,
            status: attempt.status,
            error: attempt.error,
            created_at: attempt.createdAt.toISOString(),
            updated_at: attempt.updatedAt.toISOString(),
          })),
        }
      : {}),
    created_at: message.createdAt.toISOString(),
    updated_at: message.updatedAt.toISOString(),
  };
}

function statusOf(text: string | undefined): MessageStatus | undefined {
  if (text === undefined) return undefined;
  const status = STATES.find((state) => state === text);
  if (!status) throw bad('status must be queued, processing, sent or abandoned.');
  return status;
}

function sizeOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SIZE;
  if (!/^\d{1,9}$/.test(text)) throw bad('page_size must be a whole number.');
  return Math.min(MAX_SIZE, Number(text) || DEFAULT_SIZE);
}

/** What the courier has sent and has to send (contract: courier, section 6). */
export function courierRoutes(deps: HttpDeps): readonly Route[] {
  const { outbox } = deps.flows.database;
  const shown = { shown: deps.showMessages };
  const list = async (exchange: Exchange) => {
    const size = sizeOf(exchange.get('page_size'));
    const token = exchange.get('page_token');
    const status = statusOf(exchange.get('status'));
    const recipient = exchange.get('recipient');
    const rows = await outbox.list({
      ...(status ? { status } : {}),
      ...(recipient ? { recipient } : {}),
      after: isFirstPage(token) ? null : readPlace(token),
      limit: size + 1,
    });
    const page = rows.slice(0, size);
    const last = rows.length > size ? (page.at(-1) ?? null) : null;
    return json(
      200,
      page.map((message) => present(message, shown, null)),
      [placeLinks(exchange.path, exchange.query, size, last)],
    );
  };
  const one = async (exchange: Exchange) => {
    const id = exchange.params['id'] ?? '';
    if (!isUuid(id)) throw bad('The message id is not a UUID.');
    const found = await outbox.get(id.toLowerCase());
    if (!found) throw new ProtocolError(404);
    return json(200, present(found.message, shown, found.dispatches));
  };
  return [
    {
      operation: 'listCourierMessages',
      plane: 'admin',
      methods: ['GET'],
      path: '/admin/courier/messages',
      csrf: 'bypass',
      handle: list,
    },
    {
      operation: 'getCourierMessage',
      plane: 'admin',
      methods: ['GET'],
      path: '/admin/courier/messages/:id',
      csrf: 'bypass',
      handle: one,
    },
  ];
}
