/** A small load generator on bare sockets: one request at a time on each connection. */
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

export interface Connection {
  request(text: string): Promise<Answer>;
  close(): void;
}

/** Keeps one connection open and matches answers to requests. */
export function openConnection(port: number): Connection {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let buffered: Buffer = Buffer.alloc(0);
  let waiting: { resolve(answer: Answer): void; reject(error: Error): void } | null = null;
  const settle = () => {
    const end = buffered.indexOf('\r\n\r\n');
    if (end < 0 || waiting === null) return;
    const head = buffered.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (buffered.length < end + 4 + length) return;
    const body = buffered.toString('utf8', end + 4, end + 4 + length);
    buffered = buffered.subarray(end + 4 + length);
    const { resolve } = waiting;
    waiting = null;
    resolve({ status: Number(head.slice(9, 12)), head, body });
  };
  const fail = (error: Error) => {
    waiting?.reject(error);
    waiting = null;
  };
  socket.on('data', (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    settle();
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the connection was closed')));
  return {
    request: (text) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(text);
      }),
    close: () => socket.destroy(),
  };
}

/** A GET as a native client sends it. */
export const get = (target: string, headers = ''): string =>
  `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:4433\r\nAccept: application/json\r\nUser-Agent: bench\r\n${headers}\r\n`;

/** A POST of JSON. */
export const post = (target: string, body: object): string => {
  const text = JSON.stringify(body);
  return (
    `POST ${target} HTTP/1.1\r\nHost: 127.0.0.1:4433\r\nAccept: application/json\r\nUser-Agent: bench\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  );
};

/** One unit of work on a connection; throws when the server does not answer as it should. */
export type Work = (connection: Connection, index: number) => Promise<unknown>;

/**
 * Does `count` units of work on so many connections as fast as they go. Returns the time of each in milliseconds.
 * @param awake keeps the generator from sleeping between answers: the kernel wakes it at the expense of the server's write,
 *   and the slower a server, the more often. Kept awake, it costs every server the same. Not for work with hashes, which
 *   want the processor for themselves.
 */
export async function drive(
  port: number,
  connections: number,
  count: number,
  work: Work,
  awake = true,
): Promise<readonly number[]> {
  const times: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    const connection = openConnection(port);
    try {
      while (next < count) {
        const index = next;
        next += 1;
        const start = performance.now();
        await work(connection, index);
        times.push(performance.now() - start);
      }
    } finally {
      connection.close();
    }
  };
  let over = !awake;
  const stayAwake = (): void => {
    if (!over) setImmediate(stayAwake);
  };
  stayAwake();
  try {
    await Promise.all(Array.from({ length: connections }, lane));
  } finally {
    over = true;
  }
  return times;
}

/** Does work at a steady pace, each unit at its own time whether the one before has ended or not. */
export async function pace(port: number, perSecond: number, seconds: number, work: Work): Promise<readonly number[]> {
  const connections = Array.from({ length: 8 }, () => openConnection(port));
  const idle = [...connections];
  const times: number[] = [];
  const waiting: number[] = [];
  const pending = new Set<Promise<void>>();
  const run = (connection: Connection, due: number): void => {
    const unit = async (): Promise<void> => {
      await work(connection, times.length);
      times.push(performance.now() - due);
      const later = waiting.shift();
      if (later === undefined) idle.push(connection);
      else run(connection, later);
    };
    const done = unit().finally(() => pending.delete(done));
    pending.add(done);
  };
  const start = performance.now();
  const total = perSecond * seconds;
  for (let sent = 0; sent < total; ) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    for (; sent < total && start + (sent * 1000) / perSecond <= performance.now(); sent += 1) {
      // The wait of the generator itself is not the server's.
      const due = performance.now();
      const connection = idle.pop();
      if (connection) run(connection, due);
      else waiting.push(due);
    }
  }
  while (pending.size > 0) await Promise.all(pending);
  for (const connection of connections) connection.close();
  return times;
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);
