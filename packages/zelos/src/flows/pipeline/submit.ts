import { type JsonObject, type UiText, uiText } from '@zelos/contract';
import { objectField, textField } from '../../kernel/fields.ts';
import { type FlowByKind, type FlowKind, patched } from '../../kernel/flow.ts';
import type { Issue } from '../../kernel/issue.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { genericIssue } from '../../kernel/ui.ts';
import type { Method, Outcome, Step, Submission, Turn } from '../../methods/api.ts';
import type { FlowPolicy } from '../policy.ts';
import type { FlowDeps, FlowRequest, FlowResult } from '../types.ts';
import { checkBrowserToken, checkNative } from './csrf.ts';
import { drawForm, formNotes, rememberedValues, stepOf, traitsSchema, withFormNotes } from './form.ts';

/** A body as it arrived: decoded, or the reason why it could not be. */
export type Decoded =
  | { readonly ok: true; readonly fields: Submission['fields'] }
  | { readonly ok: false; readonly issue: Issue };

type Form<K extends FlowKind> = Extract<Outcome<K>, { to: 'form' }>;

/**
 * One submit of one flow, for every kind: gate, expiry, the method that takes it, its payload, the CSRF check, its work,
 * and then the commit. What the user can correct comes back as a form; what the caller did wrong is thrown.
 */
export async function submitFlow<K extends FlowKind>(
  deps: FlowDeps,
  policy: FlowPolicy<K>,
  flow: FlowByKind[K],
  request: FlowRequest,
  body: Decoded,
): Promise<FlowResult> {
  const gate = policy.gate(deps, flow, request);
  if (gate.then === 'answer') return gate.result;
  if (gate.then === 'form') return showForm(deps, policy, flow, request, { to: 'form', issues: gate.issues });
  if (isSpent(flow, deps.clock.now())) return replaceFlow(deps, policy, flow, request);
  if (!body.ok) return showForm(deps, policy, flow, request, { to: 'form', issues: [body.issue] });

  const submission = submissionOf(body.fields);
  const transient = objectField(submission.fields, 'transient_payload');
  const payload = transient === undefined || transient === 'invalid' ? undefined : transient;
  const schema = policy.schema(deps, flow);
  const turn: Turn<K> = {
    flow,
    session: request.current?.session ?? null,
    schema: schema ? traitsSchema(schema) : null,
    screen: formNotes(flow).screen,
    request: request.facts,
    now: deps.clock.now(),
  };
  try {
    const outcome = await takeSubmission(deps, policy, turn, submission, request);
    if (outcome.to === 'form') return await showForm(deps, policy, flow, request, outcome, submission, payload);
    if (outcome.to === 'away') return await leave(deps, flow, outcome);
    const completion = await policy.complete(deps, turn, outcome as never, { request, transientPayload: payload ?? {} });
    if (completion.end === 'result') return completion.result;
    if (completion.end === 'spent') return await replaceFlow(deps, policy, flow, request);
    return await showForm(deps, policy, flow, request, { to: 'form', issues: completion.issues }, submission, payload);
  } catch (error) {
    // Errors of class 400 at a loaded flow are shown in the flow; everything else leaves it (contract: http, section 4).
    if (!(error instanceof ProtocolError) || error.status !== 400) throw error;
    const message = error.id === 'identity_disabled' ? { message: uiText(4010011) } : genericIssue(error.message);
    return showForm(deps, policy, flow, request, { to: 'form', issues: [message] }, submission, payload);
  }
}

function submissionOf(fields: Submission['fields']): Submission {
  return { method: textField(fields, 'method'), csrfToken: textField(fields, 'csrf_token'), fields };
}

function isSpent(flow: FlowByKind[FlowKind], now: Date): boolean {
  return flow.expiresAt <= now || (flow.kind === 'registration' && flow.completedAt !== null);
}

/** Finds the step that takes a submission, checks payload and token in that order, and lets it work. */
async function takeSubmission<K extends FlowKind>(
  deps: FlowDeps,
  policy: FlowPolicy<K>,
  turn: Turn<K>,
  submission: Submission,
  request: FlowRequest,
): Promise<Outcome<K>> {
  const taken = claim(deps, policy, turn, submission);
  if (!taken) return { to: 'form', issues: [{ message: policy.nobodyAnswers() }] };
  if (!taken.method.enabled) {
    throw new ProtocolError(404, { reason: 'This sign-in method has been switched off by the administrator.' });
  }
  const prepared = taken.step.prepare(submission, turn);
  if ('issues' in prepared) return { to: 'form', issues: prepared.issues };
  if (!taken.step.skipsCsrf(submission)) {
    const refusal = assertOrigin(deps, turn, submission, request);
    if (refusal) return refusal;
  }
  return prepared.run();
}

function claim<K extends FlowKind>(
  deps: FlowDeps,
  policy: FlowPolicy<K>,
  turn: Turn<K>,
  submission: Submission,
): { readonly method: Method; readonly step: Step<K> } | null {
  for (const method of deps.methods) {
    const step = stepOf(method, policy.kind);
    if (!step || (!method.enabled && step.whenDisabled === 'not_responsible')) continue;
    if (step.claims(submission, turn.flow)) return { method, step };
  }
  return null;
}

/** Browser flows need the token; native flows must not come from a browser. */
function assertOrigin<K extends FlowKind>(deps: FlowDeps, turn: Turn<K>, submission: Submission, request: FlowRequest): Form<K> | null {
  if (turn.flow.type === 'browser') {
    const violation = checkBrowserToken(request.facts, submission.csrfToken, deps.mac);
    if (violation) throw violation;
    return null;
  }
  const refusal = checkNative(request.facts);
  return refusal ? { to: 'form', issues: [genericIssue(refusal.reason)] } : null;
}

/** Draws the form anew, stores it and answers with it. */
export async function showForm<K extends FlowKind>(
  deps: FlowDeps,
  policy: FlowPolicy<K>,
  flow: FlowByKind[K],
  request: FlowRequest,
  outcome: Form<K>,
  submission?: Submission,
  transientPayload?: JsonObject,
): Promise<FlowResult> {
  const base = patched(flow, outcome.patch ?? {}) as FlowByKind[K];
  const submitted = submission ? policy.remember(submission, policy.schema(deps, flow)) : {};
  const noted = {
    ...base,
    updatedAt: deps.clock.now(),
    internal: withFormNotes(base, {
      values: rememberedValues(base, submitted) as never,
      screen: outcome.screen ?? formNotes(base).screen,
    }),
  } as FlowByKind[K];
  const issues = outcome.issues ?? [];
  const ui = await drawForm(deps, policy, noted, request, { issues, unsorted: outcome.progress === true && outcome.screen === undefined });
  const next = { ...noted, ui } as FlowByKind[K];
  await deps.database.flows.save(next);
  return {
    is: 'form',
    flow: next,
    status: outcome.status ?? 400,
    refused: outcome.progress !== true,
    transientPayload,
    headers: outcome.headers,
  };
}

async function leave<K extends FlowKind>(deps: FlowDeps, flow: FlowByKind[K], outcome: Extract<Outcome<K>, { to: 'away' }>): Promise<FlowResult> {
  if (outcome.patch) await deps.database.flows.save(patched(flow, outcome.patch));
  return { is: 'away', url: outcome.url };
}

/** Begins the successor of a flow that is expired or spent and points to it. */
export async function replaceFlow<K extends FlowKind>(
  deps: FlowDeps,
  policy: FlowPolicy<K>,
  old: FlowByKind[K],
  request: FlowRequest,
): Promise<FlowResult> {
  return { is: 'replaced', old, flow: await policy.successor(deps, old, request) };
}

/** The message that heads a successor: when the old one ran out. */
export function expiredContext(old: FlowByKind[FlowKind]): JsonObject {
  return { expired_at: old.expiresAt.toISOString(), expired_at_unix: Math.floor(old.expiresAt.getTime() / 1000) };
}

export type { UiText };
