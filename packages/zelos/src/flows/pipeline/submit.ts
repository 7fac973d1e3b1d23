import { type JsonObject, timeContext, uiText } from '@zelos/contract';
import { NO_FIELDS, objectField, rawField, textField } from '../../kernel/fields.ts';
import { type Flow, type FlowByKind, type FlowKind, patched } from '../../kernel/flow.ts';
import type { Issue } from '../../kernel/issue.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { wrongType } from '../../kernel/payload.ts';
import { genericIssue } from '../../kernel/ui.ts';
import type { Method, Outcome, Step, Submission, Turn } from '../../methods/api.ts';
import type { FlowPolicy } from '../policy.ts';
import type { FlowDeps, FlowRequest, FlowResult } from '../types.ts';
import type { Effect } from '../../ports/effect.ts';
import type { RequestFacts } from '../../ports/request.ts';
import { applyEffects, effectContext } from './effects.ts';
import { checkBrowserToken, checkNative } from './csrf.ts';
import { drawForm, formNotes, stepOf, traitsSchema, withFormNotes } from './form.ts';

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
  sent: Decoded,
): Promise<FlowResult> {
  // Looking at an address must change nothing: programs that check links do it (SR-OB-08).
  if (request.facts.method === 'HEAD') return { is: 'form', flow, status: 200, refused: false };
  const gate = await policy.gate(deps, flow, request, sent.ok ? sent.fields : NO_FIELDS);
  if (gate.then === 'answer') return gate.result;
  if (gate.then === 'form') return showForm(deps, policy, flow, request, { to: 'form', issues: gate.issues });
  if (isSpent(flow, deps.clock.now())) return replaceFlow(deps, policy, flow, request, 'expired');
  const resumed = request.facts.method === 'GET' ? await policy.resume?.(deps, flow, request) : null;
  const body: Decoded = resumed ? { ok: true, fields: resumed } : sent;
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
    ...privilegeOf(deps, request),
  };
  try {
    const taken = claim(deps, policy, turn, submission);
    if (!taken) {
      const nothing = request.facts.method === 'GET' && policy.resume !== undefined;
      const issue = nothing
        ? genericIssue('There is no submission to go on with.')
        : { message: policy.nobodyAnswers() };
      return await showForm(deps, policy, flow, request, { to: 'form', issues: [issue] });
    }
    const answered = await takeSubmission(deps, turn, taken, submission, transient);
    const outcome = policy.follow ? await policy.follow(deps, turn, answered, submission) : answered;
    if (outcome.to === 'form') return await showForm(deps, policy, flow, request, outcome, { submission, payload });
    if (outcome.to === 'away') return await leave(deps, flow, outcome);
    if (outcome.to === 'reauthenticate') {
      if (!policy.pause) throw new Error('this kind of flow cannot be paused');
      return await policy.pause(deps, flow, request, submission.fields);
    }
    if (outcome.to === 'restart') return await replaceFlow(deps, policy, flow, request, 'restart', outcome.issues);
    const completion = await policy.complete(deps, turn, outcome as never, {
      request,
      transientPayload: payload ?? {},
    });
    if (completion.end === 'result') return completion.result;
    if (completion.end === 'spent') return await replaceFlow(deps, policy, flow, request, 'expired');
    if (completion.end === 'restart')
      return await replaceFlow(deps, policy, flow, request, 'restart', completion.issues, completion.cause);
    const { issues, patch = {}, forget, accepted, status = 400 } = completion;
    return await showForm(
      deps,
      policy,
      flow,
      request,
      { to: 'form', issues, patch, status, ...(accepted === undefined ? {} : { accepted }) },
      { submission: forget ? null : submission, payload },
    );
  } catch (error) {
    // Errors of class 400 at a loaded flow are shown in the flow; everything else leaves it (contract: http, section 4).
    if (!(error instanceof ProtocolError) || error.status !== 400) throw error;
    const disabled = error.id === 'identity_disabled';
    const message = disabled ? { message: uiText(4010011) } : genericIssue(error.message);
    return showForm(
      deps,
      policy,
      flow,
      request,
      { to: 'form', issues: [message] },
      { submission: disabled ? null : submission, payload },
    );
  }
}

/** How fresh the proof of a session is (contract: settings, section 1.6). */
function privilegeOf(
  deps: FlowDeps,
  request: FlowRequest,
): { readonly privileged: boolean; readonly strictlyPrivileged: boolean } {
  const { privilegedMaxAgeMs } = deps.settings.settings;
  const session = request.current?.session;
  if (!session) return { privileged: false, strictlyPrivileged: false };
  const fresh = session.authenticatedAt.getTime() + privilegedMaxAgeMs > deps.clock.now().getTime();
  return { privileged: fresh || privilegedMaxAgeMs <= 0, strictlyPrivileged: fresh };
}

function submissionOf(fields: Submission['fields']): Submission {
  return { method: textField(fields, 'method'), csrfToken: textField(fields, 'csrf_token'), fields };
}

function isSpent(flow: FlowByKind[FlowKind], now: Date): boolean {
  return flow.expiresAt <= now || (flow.kind === 'registration' && flow.completedAt !== null);
}

interface Taken<K extends FlowKind> {
  readonly method: Method;
  readonly step: Step<K>;
}

/** Checks payload and token in that order, and lets the step work. */
async function takeSubmission<K extends FlowKind>(
  deps: FlowDeps,
  turn: Turn<K>,
  taken: Taken<K>,
  submission: Submission,
  transient: ReturnType<typeof objectField>,
): Promise<Outcome<K>> {
  if (!taken.method.enabled) {
    throw new ProtocolError(404, { reason: 'This sign-in method has been switched off by the administrator.' });
  }
  const prepared = taken.step.prepare(submission, turn);
  const misfit =
    transient === 'invalid'
      ? [wrongType('transient_payload', 'object', rawField(submission.fields, 'transient_payload'))]
      : [];
  if ('issues' in prepared) return { to: 'form', accepted: false, issues: [...prepared.issues, ...misfit] };
  if (misfit.length > 0) return { to: 'form', issues: misfit };
  if (!taken.step.skipsCsrf(submission, turn.flow)) {
    const refusal = assertOrigin(deps, turn, submission);
    if (refusal) return refusal;
  }
  return prepared.run();
}

function claim<K extends FlowKind>(
  deps: FlowDeps,
  policy: FlowPolicy<K>,
  turn: Turn<K>,
  submission: Submission,
): Taken<K> | null {
  for (const method of deps.methods) {
    const step = stepOf(method, policy.kind);
    if (!step || (!method.enabled && step.whenDisabled === 'not_responsible')) continue;
    if (step.claims(submission, turn.flow)) return { method, step };
  }
  return null;
}

/** Browser flows need the token; native flows must not come from a browser. */
function assertOrigin<K extends FlowKind>(deps: FlowDeps, turn: Turn<K>, submission: Submission): Form<K> | null {
  if (turn.flow.type === 'browser') {
    const violation = checkBrowserToken(turn.request, submission.csrfToken, deps.mac);
    if (violation) throw violation;
    return null;
  }
  const refusal = checkNative(turn.request);
  return refusal ? { to: 'form', issues: [genericIssue(refusal.reason)] } : null;
}

/** Draws the form anew, stores it and answers with it. */
export async function showForm<K extends FlowKind>(
  deps: FlowDeps,
  policy: FlowPolicy<K>,
  flow: FlowByKind[K],
  request: FlowRequest,
  outcome: Form<K>,
  sent: { readonly submission: Submission | null; readonly payload: JsonObject | undefined } = {
    submission: null,
    payload: undefined,
  },
): Promise<FlowResult> {
  // A mailed link may be opened in another browser than the one that asked for it: the flow follows the person.
  const rebound = outcome.rebind ? { ...flow, csrfSecret: request.browserSecret() } : flow;
  const state = policy.refusedState === undefined ? {} : { state: policy.refusedState };
  const base = patched(rebound, { ...state, ...outcome.patch }) as FlowByKind[K];
  const values = policy.remember(sent.submission, policy.schema(deps, flow), formNotes(base).values);
  const noted = {
    ...base,
    updatedAt: deps.clock.now(),
    internal: withFormNotes(base, {
      values: { ...values, ...outcome.values } as never,
      screen: outcome.screen ?? formNotes(base).screen,
    }),
  } as FlowByKind[K];
  const issues = [
    ...(outcome.keepMessages ? (flow.ui.messages ?? []).map((message) => ({ message })) : []),
    ...(outcome.issues ?? []),
  ];
  const ui = await drawForm(deps, policy, noted, request, {
    issues,
    unsorted: outcome.unsorted ?? (outcome.progress === true && outcome.screen === undefined),
  });
  const next = { ...noted, ui } as FlowByKind[K];
  await commitForm(deps, next, outcome.effects ?? [], request.facts);
  return {
    is: 'form',
    flow: next,
    status: outcome.status ?? 400,
    refused: outcome.progress !== true,
    transientPayload: outcome.withoutPayload
      ? undefined
      : (sent.payload ?? ((outcome.accepted ?? (policy.echoesPayload && sent.submission)) ? {} : undefined)),
    headers: outcome.headers,
  };
}

/** Writes a form's state; effects go into the same transaction, so that a code and its mail exist together or not at all. */
async function commitForm(deps: FlowDeps, flow: Flow, effects: readonly Effect[], facts: RequestFacts): Promise<void> {
  if (effects.length === 0) return deps.database.flows.save(flow);
  await deps.database.transaction(async (tx) => {
    await tx.flows.save(flow);
    await applyEffects(tx, effects, effectContext(deps, facts, deps.clock.now()));
  });
}

async function leave<K extends FlowKind>(
  deps: FlowDeps,
  flow: FlowByKind[K],
  outcome: Extract<Outcome<K>, { to: 'away' }>,
): Promise<FlowResult> {
  if (outcome.patch) await deps.database.flows.save(patched(flow, outcome.patch));
  return { is: 'away', url: outcome.url };
}

/** Begins the successor of a flow that is expired, spent or given up, and points to it. */
export async function replaceFlow<K extends FlowKind>(
  deps: FlowDeps,
  policy: FlowPolicy<K>,
  old: FlowByKind[K],
  request: FlowRequest,
  why: 'expired' | 'restart',
  issues: readonly Issue[] = [{ message: policy.expired(timeContext('expired_at', old.expiresAt)) }],
  cause: ProtocolError | null = null,
): Promise<FlowResult> {
  const flow = await policy.successor(deps, old, request, issues, why);
  return { is: 'replaced', old, flow, announce: policy.announce(deps, old, flow, why, cause) };
}
