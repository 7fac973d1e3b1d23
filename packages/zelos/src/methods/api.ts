import type { JsonObject, JsonValue, UiNode, UiText } from '@zelos/contract';
import type { FactorCount } from '../kernel/assurance.ts';
import type { RawFields } from '../kernel/fields.ts';
import type { FlowByKind, FlowKind, FlowPatch } from '../kernel/flow.ts';
import type { Credential, Identity, IdentityWithCredentials, VerifiableAddress } from '../kernel/identity.ts';
import type { Issue } from '../kernel/issue.ts';
import type { AuthenticationMethod, SessionWithIdentity } from '../kernel/session.ts';
import type { Effect } from '../ports/effect.ts';
import type { RequestFacts } from '../ports/request.ts';

/** A decoded submit, before any method looked at it. */
export interface Submission {
  /** The `method` field; undefined when absent or empty. */
  readonly method: string | undefined;
  readonly csrfToken: string | undefined;
  readonly fields: RawFields;
}

/** What methods may ask of the identity schema of a flow. */
export interface TraitsSchema {
  readonly id: string;
  readonly identifierTitle?: string | undefined;
  decode(fields: RawFields): { readonly traits: JsonObject; readonly issues: readonly Issue[] };
  nodes(group?: UiNode['group']): readonly UiNode[];
  /** Names of the trait fields in the order of the schema document. */
  readonly keyOrder: readonly string[];
  /** Where codes for these traits go. */
  codeAddresses(traits: JsonObject): readonly { readonly address: string; readonly via: 'email' | 'sms' }[];
  /** One text for all identifiers and addresses that traits stand for: equal texts mean that nobody is reached otherwise. */
  reach(traits: JsonObject): string;
  /** Identifiers of one credential type that the traits stand for, normalised. */
  identifiers(traits: JsonObject, type: 'password' | 'webauthn' | 'code'): readonly string[];
}

/** Which screen of a form is to be drawn. */
export type Screen = 'unified' | 'identifier' | 'traits' | 'credentials';

/** What a method may look at when it draws its nodes. */
export interface View<K extends FlowKind> {
  readonly flow: FlowByKind[K];
  readonly screen: Screen;
  /** Whose flow it is: a refresh, a second factor, an identifier given first, settings; null when nobody is known. */
  readonly identity: IdentityWithCredentials | null;
  /** Show what anybody could have: who is meant must not be told apart (account enumeration). */
  readonly anybody: boolean;
  readonly schema: TraitsSchema | null;
  /** Where a finished flow leads; only for flows that end in a page of their own. */
  readonly continueUrl: string | null;
  /** Label of the identifier field, from the schema's title where there is one. */
  readonly identifierLabel: UiText;
}

/** What a method may look at when it takes a submission. */
export interface Turn<K extends FlowKind> {
  readonly flow: FlowByKind[K];
  readonly session: SessionWithIdentity | null;
  readonly schema: TraitsSchema | null;
  readonly screen: Screen;
  readonly request: RequestFacts;
  readonly now: Date;
  /** Whether the session was proven recently enough for changes of credentials; `strict` leaves out that a limit of zero means always. */
  readonly privileged: boolean;
  readonly strictlyPrivileged: boolean;
}

/** An address whose proof is begun by another flow: a sign-up, a sign-in, a change of settings. */
export interface VerificationTarget {
  readonly identity: Identity;
  readonly address: VerifiableAddress;
  readonly transientPayload: JsonObject;
  readonly acceptLanguage: string | undefined;
}

/** What beginning a proof writes and shows. */
export interface Begun {
  readonly patch: FlowPatch;
  readonly issues: readonly Issue[];
  readonly effects: readonly Effect[];
}

/** What a step may look at before its flow exists: nobody has submitted anything yet. */
export interface Opening {
  readonly identity: IdentityWithCredentials;
  /** How many second factors of other methods this person has. */
  readonly others: number;
  /** The trait that was asked for in the query. */
  readonly via: string | undefined;
  readonly request: RequestFacts;
  readonly now: Date;
}

/** A proof that an administrator hands to somebody instead of sending it. */
export interface HandedOut {
  readonly secret: string;
  /** How long it can be used, in milliseconds. */
  readonly lifespanMs: number;
  readonly patch: FlowPatch;
  readonly effects: readonly Effect[];
  /** The address to open; `page` is the recovery page. */
  link(page: string): string;
}

/** A credential that a registration brings; identifiers follow from the traits unless given. */
export interface NewCredential {
  readonly type: string;
  readonly config: JsonObject;
  readonly version: number;
  readonly identifiers?: readonly string[];
}

export interface DoneByKind {
  readonly login: { readonly identity: IdentityWithCredentials; readonly by: AuthenticationMethod };
  readonly registration: {
    readonly traits: JsonObject;
    readonly credentials: readonly NewCredential[];
    readonly by: AuthenticationMethod;
    /** Addresses that were proven on the way. */
    readonly verified?: readonly { readonly via: 'email' | 'sms'; readonly value: string }[];
  };
  /** What changes; credentials replace those of their type. */
  readonly settings: {
    readonly method: string;
    readonly traits?: JsonObject;
    readonly credentials?: readonly NewCredential[];
  };
  readonly recovery: {
    readonly identityId: string;
    /** The address that received the proof; it counts as verified. */
    readonly address: { readonly via: 'email' | 'sms'; readonly value: string } | null;
    readonly by: AuthenticationMethod;
    /** A mailed link was opened: whatever began the flow, a browser goes on with it. */
    readonly opensInBrowser?: boolean;
  };
  readonly verification: { readonly identityId: string; readonly addressId: string; readonly via: 'email' | 'sms' };
}

/** How a step ends. */
export type Outcome<K extends FlowKind> =
  | {
      readonly to: 'done';
      readonly result: DoneByKind[K];
      readonly patch?: FlowPatch;
      readonly effects?: readonly Effect[];
    }
  | {
      /** Refused (with issues) or the next screen (with messages); the form is drawn anew from the flow's state. */
      readonly to: 'form';
      readonly issues?: readonly Issue[];
      readonly screen?: Screen;
      readonly patch?: FlowPatch;
      readonly effects?: readonly Effect[];
      readonly status?: 200 | 400;
      /** Headers for the answer, such as Retry-After. */
      readonly headers?: readonly (readonly [string, string])[];
      /** The next screen of a flow that goes well: answered with 303 even where refusals are 302. */
      readonly progress?: boolean;
      /** The nodes keep the order in which methods gave them; what is not said follows from `progress` and `screen`. */
      readonly unsorted?: boolean;
      /** Values for fields of the form that did not come from a submission. */
      readonly values?: Readonly<Record<string, JsonValue>>;
      /** The flow belongs to the browser of this request from now on. */
      readonly rebind?: boolean;
      /** The messages of the form stay as they are. */
      readonly keepMessages?: boolean;
      /** The step was accepted: the answer shows the transient payload, `{}` when none was sent. */
      readonly accepted?: boolean;
      /** The answer does not show the transient payload, even when one was sent. */
      readonly withoutPayload?: boolean;
    }
  | { readonly to: 'away'; readonly url: string; readonly patch?: FlowPatch }
  /** The session is too old for this change: it has to be proven again first. */
  | { readonly to: 'reauthenticate' }
  /** The flow cannot be used any more: a fresh one of its kind takes over, headed by these messages. */
  | { readonly to: 'restart'; readonly issues: readonly Issue[] };

export type Parsed<P> =
  | { readonly ok: true; readonly payload: P; readonly csrf?: boolean }
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly csrf?: boolean };

export interface StepSpec<K extends FlowKind, P> {
  /** Pure; the first match in list order takes the submission. */
  claims(submission: Submission, flow: FlowByKind[K]): boolean;
  /** What a submission of this step meets when the method is switched off: an answer of its own, or nobody's. */
  readonly whenDisabled?: 'not_found';
  /** Pure: fields to payload. Runs before the CSRF check, so that with both wrong the caller sees this answer. */
  parse(submission: Submission, turn: Turn<K>): Parsed<P>;
  /** This step's nodes for the flow as it stands. */
  render(view: View<K>): readonly UiNode[];
  /** While true nothing but this step is shown: a code is on its way. */
  takesOver?(flow: FlowByKind[K]): boolean;
  /** True for submissions that need no anti-CSRF token. */
  skipsCsrf?(submission: Submission, flow: FlowByKind[K]): boolean;
  submit(turn: Turn<K>, payload: P): Promise<Outcome<K>>;
  /**
   * Prepares a new flow for a second factor: narrows the choice, or begins at once when there is nothing to choose (login only).
   * Without issues the flow keeps its first messages. Throws ProtocolError for a query that cannot be met.
   */
  open?(flow: FlowByKind[K], opening: Opening): Promise<Begun | null>;
  /** Goes on at once with an identifier that was given first, because there is no other way to prove it (login only). */
  alone?(turn: Turn<K>, identifier: string): Promise<Outcome<K>>;
  /** Sends the proof for an address without anybody asking in this flow (verification only); null when it cannot go there. */
  begin?(flow: FlowByKind[K], target: VerificationTarget): Begun | null;
  /** Makes a proof for an administrator to hand out (recovery only). */
  handOut?(flow: FlowByKind[K], identity: Identity, lifespanMs: number | undefined): HandedOut;
}

/** A step with its payload type sealed in, so that the pipeline can hold a list of them. */
export interface Step<K extends FlowKind> {
  readonly whenDisabled: 'not_found' | 'not_responsible';
  claims(submission: Submission, flow: FlowByKind[K]): boolean;
  skipsCsrf(submission: Submission, flow: FlowByKind[K]): boolean;
  takesOver(flow: FlowByKind[K]): boolean;
  render(view: View<K>): readonly UiNode[];
  open?(flow: FlowByKind[K], opening: Opening): Promise<Begun | null>;
  alone?(turn: Turn<K>, identifier: string): Promise<Outcome<K>>;
  begin?(flow: FlowByKind[K], target: VerificationTarget): Begun | null;
  handOut?(flow: FlowByKind[K], identity: Identity, lifespanMs: number | undefined): HandedOut;
  /** Parses now, works when `run` is called. */
  prepare(
    submission: Submission,
    turn: Turn<K>,
  ): { readonly issues: readonly Issue[] } | { readonly run: () => Promise<Outcome<K>> };
}

/** Seals the payload type of a step. */
export function step<K extends FlowKind, P>(spec: StepSpec<K, P>): Step<K> {
  return {
    whenDisabled: spec.whenDisabled ?? 'not_responsible',
    claims: spec.claims,
    skipsCsrf: spec.skipsCsrf ?? (() => false),
    takesOver: spec.takesOver ?? (() => false),
    render: spec.render,
    ...(spec.open ? { open: spec.open } : {}),
    ...(spec.alone ? { alone: spec.alone } : {}),
    ...(spec.begin ? { begin: spec.begin } : {}),
    ...(spec.handOut ? { handOut: spec.handOut } : {}),
    prepare(submission, turn) {
      const parsed = spec.parse(submission, turn);
      return parsed.ok ? { run: () => spec.submit(turn, parsed.payload) } : { issues: parsed.issues };
    },
  };
}

/** One way of proving who one is: what a folder below methods/ exports, made with its settings and tools. */
export interface Method {
  readonly id: string;
  readonly enabled: boolean;
  /** True when a credential of this method can be a second factor. */
  readonly secondFactor?: boolean;
  /** How many factors a stored credential of this method stands for. Only enabled methods are asked. */
  count?(credential: Credential): FactorCount;
  readonly login?: Step<'login'>;
  readonly registration?: Step<'registration'>;
  readonly settings?: Step<'settings'>;
  readonly recovery?: Step<'recovery'>;
  readonly verification?: Step<'verification'>;
}

/** Declares a method; `create` receives its tools and its settings. */
export interface MethodDefinition<Deps, Settings> {
  readonly id: string;
  /** JSON Schema (draft-07) of `selfservice.methods.<id>.config`, for methods of an embedding application. */
  readonly config?: JsonObject;
  create(deps: Deps, settings: Settings): Method;
}

/** Checks a definition and hands it back; exists for its types. */
export function defineMethod<Deps, Settings>(
  definition: MethodDefinition<Deps, Settings>,
): MethodDefinition<Deps, Settings> {
  return definition;
}
