import assert from 'node:assert/strict';
import type { JsonObject, SuccessfulNativeLogin, UiNode } from '@zelos/contract';
import type { TestApp } from './app.ts';
import { type Answer, type Browser, createBrowser, type FlowBody, type Values } from './browser.ts';

/** A password that every policy takes. */
export const PASSWORD = 'seven lamps for the winter';

export interface Person {
  readonly email: string;
  readonly password?: string;
  /** Traits beside the address. */
  readonly traits?: JsonObject;
}

/** Keeps the token of a native client's answer, so that its next requests are signed in. */
function keepToken(browser: Browser, answer: Answer): Answer {
  if (browser.mode === 'api' && answer.status === 200) {
    browser.token = answer.as<Partial<SuccessfulNativeLogin>>().session_token ?? browser.token;
  }
  return answer;
}

/** Signs a person up with a password; the answer is that of the submit. */
export async function register(browser: Browser, person: Person, extra: Values = {}): Promise<Answer> {
  const flow = await browser.begin('registration');
  const { email, password = PASSWORD, traits = {} } = person;
  return keepToken(
    browser,
    await browser.submitForm(flow, { method: 'password', password, traits: { email, ...traits }, ...extra }),
  );
}

/** Signs a person in with a password; the answer is that of the submit. */
export async function login(
  browser: Browser,
  person: { readonly identifier: string; readonly password?: string },
  query: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const flow = await browser.begin('login', query);
  const { identifier, password = PASSWORD } = person;
  return keepToken(browser, await browser.submitForm(flow, { method: 'password', identifier, password }));
}

/** Creates an identity through the admin API and returns its id. */
export async function createIdentity(app: TestApp, body: JsonObject): Promise<string> {
  const answer = await createBrowser(app, { mode: 'api' }).request('POST', '/admin/identities', {
    plane: 'admin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.as<{ readonly id: string }>().id;
}

/** The name or id by which a node is found. */
export function nodeKey(node: UiNode): string {
  return node.attributes.node_type === 'input' ? node.attributes.name : node.attributes.id;
}

/** The nodes of a form as `group name=value`, in order; the anti-CSRF value is left out because it always differs. */
export function nodeList(flow: FlowBody): readonly string[] {
  return flow.ui.nodes.map((node) => {
    const { attributes } = node;
    const key = nodeKey(node);
    if (attributes.node_type !== 'input' || key === 'csrf_token' || attributes.value === undefined)
      return `${node.group} ${key}`;
    return `${node.group} ${key}=${String(attributes.value)}`;
  });
}

/** One node by name. Throws when it is not there. */
export function nodeOf(flow: FlowBody, name: string): UiNode {
  const node = flow.ui.nodes.find((candidate) => nodeKey(candidate) === name);
  assert.ok(node, `the form has no node ${name}: ${nodeList(flow).join(', ')}`);
  return node;
}

/** Ids of the messages above the form, or at one of its nodes. */
export function messageIds(flow: FlowBody, name?: string): readonly number[] {
  const messages = name === undefined ? (flow.ui.messages ?? []) : nodeOf(flow, name).messages;
  return messages.map((message) => message.id);
}
