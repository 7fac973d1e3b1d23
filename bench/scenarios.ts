/** What is measured: each scenario prepares itself and gives the work of one unit. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Answer, type Connection, get, openConnection, post, type Work } from './load.ts';
import { mailOf, SEED_PASSWORD, tokenOf } from './seed.ts';

export interface Scenario {
  /** The work of one unit. */
  readonly work: Work;
  /** An answer as the server gives it, for the raw server to repeat. */
  readonly sample: Answer;
}

interface FlowAnswer {
  readonly id: string;
  readonly ui: { readonly action: string };
}

const expect = (answer: Answer, status: number): Answer => {
  assert.equal(answer.status, status, `${answer.head}\n${answer.body}`);
  return answer;
};

const whoami = (n: number): string => get('/sessions/whoami', `X-Session-Token: ${tokenOf(n)}\r\n`);

export async function once<T>(port: number, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = openConnection(port);
  const answer = await work(connection);
  connection.close();
  return answer;
}

/** `GET /sessions/whoami` by token, over so many sessions in turn. */
export async function whoamiScenario(port: number, people: number, spread = 1000): Promise<Scenario> {
  const requests = Array.from({ length: Math.min(people, spread) }, (_, n) => whoami((n * 617) % people));
  const work: Work = async (connection, n) =>
    expect(await connection.request(requests[n % requests.length] ?? ''), 200);
  return { work, sample: await once(port, async (connection) => (await work(connection, 0)) as Answer) };
}

/** A native client reads a flow that was begun before. */
export async function flowFetchScenario(port: number): Promise<Scenario> {
  const targets: string[] = [];
  const begun = await once(port, async (connection) => {
    let answer = await connection.request(get('/self-service/login/api'));
    for (let n = 0; n < 200; n += 1) {
      targets.push(get(`/self-service/login/flows?id=${(JSON.parse(answer.body) as FlowAnswer).id}`));
      answer = await connection.request(get('/self-service/login/api'));
    }
    return answer;
  });
  expect(begun, 200);
  const work: Work = async (connection, n) => expect(await connection.request(targets[n % targets.length] ?? ''), 200);
  return { work, sample: await once(port, async (connection) => (await work(connection, 0)) as Answer) };
}

/** A native client begins to sign in. */
export async function flowInitScenario(port: number): Promise<Scenario> {
  const request = get('/self-service/login/api');
  const work: Work = async (connection) => expect(await connection.request(request), 200);
  return { work, sample: await once(port, async (connection) => (await work(connection, 0)) as Answer) };
}

/** Both answers of a flow that was begun and submitted. */
export interface Exchanges {
  readonly begun: Answer;
  readonly done: Answer;
}

/** Work that begins and submits one flow. */
export type Submitting = (connection: Connection, index: number) => Promise<Exchanges>;

async function submit(connection: Connection, kind: 'login' | 'registration', body: object): Promise<Exchanges> {
  const begun = expect(await connection.request(get(`/self-service/${kind}/api`)), 200);
  const flow = JSON.parse(begun.body) as FlowAnswer;
  const done = expect(await connection.request(post(`/self-service/${kind}?flow=${flow.id}`, body)), 200);
  return { begun, done };
}

/** Begin and submit with the right password. */
export const loginWork =
  (people: number): Submitting =>
  (connection, n) =>
    submit(connection, 'login', {
      method: 'password',
      identifier: mailOf((n * 617) % people),
      password: SEED_PASSWORD,
    });

/** Begin and submit of a new account. */
export const registrationWork: Submitting = (connection) =>
  submit(connection, 'registration', {
    method: 'password',
    password: SEED_PASSWORD,
    traits: { email: `${randomUUID()}@example.org`, name: { first: 'Ben', last: 'Example' } },
  });

/** Status, headers and body of an answer for the raw server; what node:http adds by itself is left out. */
export function replayOf(answer: Answer): { status: number; headers: readonly string[]; body: string } {
  const headers = answer.head
    .split('\r\n')
    .slice(1)
    .filter((line) => !/^(?:date|connection|keep-alive):/i.test(line))
    .flatMap((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  return { status: answer.status, headers, body: answer.body };
}
