/** node:http alone, sending one answer from memory: the measure of every other figure. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveParent } from './children.ts';

interface Answer {
  readonly status: number;
  readonly headers: string[];
  readonly body: string;
}

let answer: Answer = { status: 200, headers: ['Content-Length', '2'], body: 'ok' };

const server = createServer((message, response) => {
  const send = () => {
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  };
  if (message.method === 'GET') send();
  else message.resume().once('end', send);
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () =>
  serveParent((server.address() as AddressInfo).port, (question) => {
    answer = question['answer'] as Answer;
    return {};
  }),
);
