import type { JsonObject, JsonValue, UiText } from '@zelos/contract';
import type { IdentitySchema } from '../identities/schemas/index.ts';
import type { RawFields } from '../kernel/fields.ts';
import type { FlowByKind, FlowKind, FlowPatch } from '../kernel/flow.ts';
import type { IdentityWithCredentials } from '../kernel/identity.ts';
import type { Issue } from '../kernel/issue.ts';
import type { NodeOrder } from '../kernel/node-order.ts';
import type { DoneByKind, Outcome, Screen, Submission, Turn } from '../methods/api.ts';
import type { ProtocolError } from '../kernel/problem.ts';
import type { Announcement, FlowDeps, FlowRequest, FlowResult, KindSettings } from './types.ts';

export type Gate =
  | { readonly then: 'continue' }
  /** Refused with messages in the form. */
  | { readonly then: 'form'; readonly issues: readonly Issue[] }
  | { readonly then: 'answer'; readonly result: FlowResult };

/** What the pipeline must know about a kind of flow; everything else is the same for all. */
export interface FlowPolicy<K extends FlowKind> {
  readonly kind: K;
  settings(deps: FlowDeps): KindSettings;
  /** Shown in the form when no method takes a submission. */
  readonly nobodyAnswers: () => UiText;
  /** Heads the replacement of an expired flow. */
  readonly expired: (context: JsonObject) => UiText;
  /** Null leaves the nodes in the order in which methods gave them. */
  order(schema: IdentitySchema | null): NodeOrder | null;
  /** For flows that end in a page of their own: where that page leads. */
  continueUrl?(deps: FlowDeps, flow: FlowByKind[K]): string | null;
  /** The identity schema that decides about fields and labels; null when the kind has none. */
  schema(deps: FlowDeps, flow: FlowByKind[K]): IdentitySchema | null;
  /** Every answer to a submission shows its transient payload, `{}` when none was sent. */
  readonly echoesPayload?: boolean;
  /** The state that a refused submission puts the flow in; the state stays when absent. */
  readonly refusedState?: string;
  firstScreen(deps: FlowDeps, flow: FlowByKind[K]): Screen;
  /** Whose flow it is, where the form depends on it; `anybody` when that must not show. */
  owner(deps: FlowDeps, flow: FlowByKind[K], request: FlowRequest): Promise<IdentityWithCredentials | 'anybody' | null>;
  /** Values that the form shows again after a submission; null for one that no method took. `before` holds what it showed so far. */
  remember(
    submission: Submission | null,
    schema: IdentitySchema | null,
    before: Readonly<Record<string, JsonValue>>,
  ): Readonly<Record<string, JsonValue>>;
  /** Before anything else: may this request submit this flow at all? Throws ProtocolError for what is an error to everybody. */
  gate(deps: FlowDeps, flow: FlowByKind[K], request: FlowRequest, fields: RawFields): Gate | Promise<Gate>;
  /** May put something else in the place of what a step answered. */
  follow?(deps: FlowDeps, turn: Turn<K>, outcome: Outcome<K>, submission: Submission): Promise<Outcome<K>>;
  /** A submission that was paused for a proof of the session, for a GET that comes back for it. */
  resume?(deps: FlowDeps, flow: FlowByKind[K], request: FlowRequest): Promise<RawFields | null>;
  /** Pauses a submission until the session has been proven again. */
  pause?(deps: FlowDeps, flow: FlowByKind[K], request: FlowRequest, fields: RawFields): Promise<FlowResult>;
  /** Makes the successor of a flow that cannot be used any more, headed by these messages. Throws when none can be begun. */
  successor(
    deps: FlowDeps,
    flow: FlowByKind[K],
    request: FlowRequest,
    issues: readonly Issue[],
    why: 'expired' | 'restart',
  ): Promise<FlowByKind[K]>;
  /** How JSON clients hear of a successor. */
  announce(
    deps: FlowDeps,
    old: FlowByKind[K],
    fresh: FlowByKind[K],
    why: 'expired' | 'restart',
    cause: ProtocolError | null,
  ): Announcement;
  /** Decides and commits the end of a flow. */
  complete(
    deps: FlowDeps,
    turn: Turn<K>,
    done: Extract<Outcome<K>, { to: 'done' }> & { readonly result: DoneByKind[K] },
    context: { readonly request: FlowRequest; readonly transientPayload: JsonObject },
  ): Promise<Completion>;
}

/** A finished flow, one that has to show its form again after all, or one that somebody else finished meanwhile. */
export type Completion =
  | { readonly end: 'result'; readonly result: FlowResult }
  | {
      readonly end: 'form';
      readonly issues: readonly Issue[];
      readonly patch?: FlowPatch;
      readonly forget?: boolean;
      readonly accepted?: boolean;
      readonly status?: 200 | 400;
    }
  | { readonly end: 'spent' }
  | { readonly end: 'restart'; readonly issues: readonly Issue[]; readonly cause: ProtocolError | null };
