/**
 * The least that signing in can cost in Node: node:http sends the answers of the real server from memory; between the two,
 * a thread computes one bare hash and one row is inserted and synced to the disk. Nothing is checked.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setPriority } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { hashSync } from '@node-rs/argon2';
import { givenSettings, serveParent } from './children.ts';

interface Answer {
  readonly status: number;
  readonly headers: string[];
  readonly body: string;
}

function serveFloor(): void {
  const { path } = givenSettings<{ path: string }>();
  const database = new DatabaseSync(`${path}-floor`);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('create table if not exists rows (id integer primary key, document text)');
  const insert = database.prepare('insert into rows (document) values (?)');
  const thread = new Worker(new URL(import.meta.url));
  let begun: Answer;
  let done: Answer;
  const send = (response: ServerResponse, { status, headers, body }: Answer) => {
    response.writeHead(status, headers);
    response.end(body);
  };
  const waiting: (() => void)[] = [];
  thread.on('message', () => waiting.shift()?.());
  const server = createServer((message, response) => {
    if (message.method === 'GET') {
      send(response, begun);
      return;
    }
    let text = '';
    message.setEncoding('utf8');
    message.on('data', (chunk: string) => (text += chunk));
    message.on('end', () => {
      waiting.push(() => {
        insert.run(done.body);
        send(response, done);
      });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin, this is not a window
      thread.postMessage((JSON.parse(text) as { password: string }).password);
    });
  });
  server.keepAliveTimeout = 120_000;
  void once(server.listen(0, '127.0.0.1'), 'listening').then(() =>
    serveParent((server.address() as AddressInfo).port, (question) => {
      ({ begun, done } = question as unknown as { begun: Answer; done: Answer });
      return {};
    }),
  );
}

function hashOnDemand(): void {
  if (process.platform === 'linux') setPriority(10);
  const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };
  parentPort?.on('message', (password: string) => parentPort?.postMessage(hashSync(password, options)));
}

if (isMainThread) serveFloor();
else hashOnDemand();
