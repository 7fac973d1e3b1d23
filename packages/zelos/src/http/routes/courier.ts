import { ProtocolError } from '../../kernel/problem.ts';
import type { MessageStatus } from '../../ports/outbox.ts';
import type { Exchange, HttpDeps } from '../context.ts';
import { json } from '../exchange.ts';
import { isFirstPage, placeLinks, readPlace } from '../page-token.ts';
import { listMessages, messageJson, messageWithDispatchesJson } from '../present/message.ts';
import { adminRoute, type Route } from '../route-table.ts';
import { isUuid } from '../../kernel/uuid.ts';

const STATES: readonly MessageStatus[] = ['queued', 'processing', 'sent', 'abandoned'];
const DEFAULT_SIZE = 10;
const MAX_SIZE = 500;

const bad = (message: string) => new ProtocolError(400, { message });

function statusOf(query: URLSearchParams): MessageStatus | undefined {
  const text = query.get('status');
  if (text === null) return undefined;
  const status = STATES.find((state) => state === text);
  if (!status) throw new ProtocolError(400, { reason: 'status must be queued, processing, sent or abandoned.' });
  return status;
}

function sizeOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SIZE;
  if (!/^-?\d{1,9}$/.test(text)) {
    // The envelope has another code than the answer, as recorded of the peer.
    throw new ProtocolError(400, { code: 500, message: 'page_size must be a whole number.' });
  }
  const size = Number(text);
  return size <= 0 ? DEFAULT_SIZE : Math.min(MAX_SIZE, size);
}

/** What the courier has sent and has to send (contract: courier, section 7). */
export function courierRoutes(deps: HttpDeps): readonly Route[] {
  const { outbox } = deps.flows.database;
  const list = async (exchange: Exchange) => {
    const size = sizeOf(exchange.get('page_size'));
    const token = exchange.get('page_token');
    const status = statusOf(exchange.query);
    const recipient = exchange.get('recipient');
    const { messages, next } = await listMessages(outbox, {
      ...(status ? { status } : {}),
      ...(recipient ? { recipient } : {}),
      after: isFirstPage(token) ? null : readPlace(token),
      limit: size,
    });
    const shown = messages.map((message) => messageJson(message, deps.showMessages));
    return json(200, shown, [placeLinks(exchange.path, exchange.query, size, next)]);
  };
  const one = async (exchange: Exchange) => {
    const id = exchange.params['id'] ?? '';
    if (!isUuid(id)) throw bad('The message id is not a UUID.');
    const found = await outbox.get(id.toLowerCase());
    if (!found) throw new ProtocolError(404);
    return json(200, messageWithDispatchesJson(found, deps.showMessages));
  };
  return [
    adminRoute('listCourierMessages', 'GET', '/admin/courier/messages', list),
    adminRoute('getCourierMessage', 'GET', '/admin/courier/messages/:id', one),
  ];
}
