import { type JsonObject, type MessageId, timeContext, type UiNode, uiText } from '@zelos/contract';
import type { RawFields } from '../../kernel/fields.ts';
import type { Flow } from '../../kernel/flow.ts';
import { csrfNode, inputNode, submitNode } from '../../kernel/ui.ts';
import { type DoneByKind, type Outcome, type Step, type StepSpec, step, type Turn } from '../api.ts';
import { type LinkPayload, parseLink } from './payload.ts';
import { endTokens, type LinkDeps, linkNotes, type LinkPurpose, useToken } from './tokens.ts';

/** The form that asks for the address to send a link to. */
export function linkForm(flow: Flow): readonly UiNode[] {
  const value = linkNotes.read(flow)?.address;
  return [
    csrfNode(''),
    inputNode('link', 'email', 'email', {
      required: true,
      label: uiText(1070007),
      ...(value === undefined ? {} : { value }),
    }),
    submitNode('link', 'method', 'link', uiText(1070009)),
  ];
}

type Spec<K extends LinkPurpose> = StepSpec<K, LinkPayload>;

/** What one kind of flow does with links. */
interface LinkStep<K extends LinkPurpose> extends Pick<Spec<K>, 'render' | 'begin' | 'handOut'> {
  readonly purpose: K;
  /** Messages for links that have run out, and for those that are used or never were. */
  readonly refusals: { readonly expired: MessageId; readonly wrong: MessageId };
  /** Sends a link to the address of a submission. */
  send(turn: Turn<K>, payload: LinkPayload): Promise<Outcome<K>>;
  /** What opening a link proves, from what the link stands for. */
  prove(turn: Turn<K>, data: JsonObject): DoneByKind[K];
}

const hasToken = (fields: RawFields): boolean => {
  const parsed = parseLink(fields);
  return parsed.ok && parsed.payload.token !== undefined;
};

/** An opened link proves what it stands for, once. */
async function open<K extends LinkPurpose>(
  deps: LinkDeps,
  { purpose, refusals, prove }: LinkStep<K>,
  turn: Turn<K>,
  token: string,
): Promise<Outcome<K>> {
  const verdict = await useToken(deps, purpose, turn.flow, token);
  if (verdict.is === 'expired') {
    return { to: 'restart', issues: [{ message: uiText(refusals.expired, timeContext('expired_at', verdict.at)) }] };
  }
  if (verdict.is === 'wrong') return { to: 'restart', issues: [{ message: uiText(refusals.wrong) }] };
  return { to: 'done', result: prove(turn, verdict.data), effects: [endTokens(purpose, turn.flow)] };
}

/** A step whose proof is a link: without a token one is asked for, with one it was opened. */
export function linkStep<K extends LinkPurpose>(deps: LinkDeps, own: LinkStep<K>): Step<K> {
  return step<K, LinkPayload>({
    ...own,
    claims: ({ method, fields }, flow) =>
      method === 'link' || (flow.active === 'link' && method === undefined && hasToken(fields)),
    whenDisabled: 'not_found',
    // A mailed link is opened in whatever browser reads the mail.
    skipsCsrf: ({ fields }) => hasToken(fields),
    parse: ({ fields }) => parseLink(fields),
    submit: (turn, payload) =>
      payload.token === undefined ? own.send(turn, payload) : open(deps, own, turn, payload.token),
  });
}
