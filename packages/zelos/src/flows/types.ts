import type { JsonObject, JsonValue } from '@zelos/contract';
import type { HookRunner } from '../hooks/runner.ts';
import type { SchemaRegistry } from '../identities/schemas/index.ts';
import type { Flow, FlowType, SettingsFlow, VerificationFlow } from '../kernel/flow.ts';
import type { Identity } from '../kernel/identity.ts';
import type { ProtocolError } from '../kernel/problem.ts';
import type { SessionWithIdentity } from '../kernel/session.ts';
import type { Method } from '../methods/api.ts';
import type { Clock } from '../ports/clock.ts';
import type { Post } from '../ports/courier.ts';
import type { Cipher, Mac } from '../ports/cipher.ts';
import type { Random } from '../ports/random.ts';
import type { RequestFacts } from '../ports/request.ts';
import type { Database } from '../ports/store.ts';
import type { Attempts } from '../ports/throttle.ts';
import type { CurrentSession } from '../sessions/find.ts';
import type { Issuer } from '../sessions/issue.ts';
import type { FactorCounting, RequiredAal, Satisfies } from '../sessions/satisfy.ts';
import type { ReturnTo } from './return-to.ts';

/** What the configuration says about one kind of flow. */
export interface KindSettings {
  readonly enabled: boolean;
  readonly lifespanMs: number;
  /** Absolute URL of the page that shows this flow. */
  readonly uiUrl: string;
  readonly hooks: HookRunner;
}

export interface FlowSettings {
  /** Public base URL with a trailing slash. */
  readonly publicUrl: string;
  readonly login: KindSettings & { readonly style: 'unified' | 'identifier_first' };
  readonly registration: KindSettings & { readonly style: 'unified' | 'profile_first'; readonly loginHints: boolean };
  readonly settings: KindSettings & { readonly privilegedMaxAgeMs: number; readonly requiredAal: RequiredAal };
  /** `notify`: the addresses of an account are told when it was recovered. */
  readonly recovery: KindSettings & { readonly use: 'code' | 'link'; readonly notify: boolean };
  readonly verification: KindSettings & { readonly use: 'code' | 'link' };
  /** Recovery offers the addresses of an account to choose from. */
  readonly chooseRecoveryAddress: boolean;
  /** Transitions of recovery are told in `continue_with` instead of redirects. */
  readonly continueWithTransitions: boolean;
  /** Every unverified address gets a verification of its own, always shown (deprecated flag). */
  readonly legacyContinueWith: boolean;
  readonly defaultSchemaId: string;
  readonly requiredAal: RequiredAal;
  readonly mitigateEnumeration: boolean;
}

/** Everything the pipeline works with; made by the composition root. */
export interface FlowDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly mac: Mac;
  /** In order of precedence, switched-off ones included. */
  readonly methods: readonly Method[];
  readonly schemas: SchemaRegistry;
  readonly issuer: Issuer;
  readonly satisfies: Satisfies;
  readonly counting: FactorCounting;
  readonly returnTo: ReturnTo;
  readonly post: Post;
  readonly attempts: Pick<Attempts, 'forgive'>;
  /** Encrypts what is kept for a while and must not be readable in the database. */
  readonly cipher: Cipher;
  readonly settings: FlowSettings;
}

/** The request as flows see it: facts, and the browser's anti-CSRF secret, minted on first use. */
export interface FlowRequest {
  readonly facts: RequestFacts;
  readonly current: CurrentSession | null;
  /** The secret that a new browser flow is bound to; sets the cookie when the browser had none. */
  browserSecret(): string;
  /** What the browser's continuity cookie names: a paused submission. */
  readonly continuity: Continuity | null;
  /** The secret that this browser gets when the request ends in a new session or verification; set only then. */
  nextSecret(): string;
}

/** A reference to a paused submission, as a browser carries it. */
export interface Continuity {
  readonly flowId: string;
  readonly token: string;
}

/** Query of a flow's beginning, as sent; empty values count as absent. */
export interface InitQuery {
  readonly type: FlowType;
  readonly returnTo?: string | undefined;
  readonly refresh: boolean;
  readonly aal?: string | undefined;
  readonly organization?: string | undefined;
  /** The trait whose address gets the code of a second factor (deprecated). */
  readonly via?: string | undefined;
  readonly identitySchema?: string | undefined;
  readonly loginChallenge?: string | undefined;
  readonly afterVerificationReturnTo?: string | undefined;
}

/** How JSON clients hear that another flow takes over: an error that names it, or a redirect to its fetch address. */
export type Announcement = { readonly as: 'error'; readonly error: ProtocolError } | { readonly as: 'refetch' };

/** A verification that another flow has begun. */
export interface StartedVerification {
  readonly flow: VerificationFlow;
  readonly address: string;
  /** Address of its page. */
  readonly url: string;
}

/** How a request at a flow ends, before it is turned into an answer for html, spa or api. */
export type FlowResult =
  /** A flow was begun or is shown. */
  | { readonly is: 'flow'; readonly flow: Flow }
  /** The form again: refused, or the next screen. */
  | {
      readonly is: 'form';
      readonly flow: Flow;
      readonly status: 200 | 400;
      readonly refused: boolean;
      readonly transientPayload?: JsonObject | undefined;
      readonly headers?: readonly (readonly [string, string])[] | undefined;
    }
  | {
      readonly is: 'signed_in';
      readonly flow: Flow;
      readonly session: SessionWithIdentity;
      readonly token: string;
      readonly continueWith: readonly JsonObject[];
      readonly returnTo: string;
      /** The verification page comes first. */
      readonly verification: StartedVerification | null;
      /** Where the second factor is asked for, when the session does not satisfy the required level yet. */
      readonly stepUp: string | null;
      /** True when the browser's anti-CSRF secret has to change: it was not signed in as this person before. */
      readonly newPrincipal: boolean;
    }
  | {
      readonly is: 'registered';
      readonly flow: Flow;
      readonly identity: Identity;
      /** Present when the `session` hook hands it out. */
      readonly session: SessionWithIdentity | null;
      readonly token: string | null;
      readonly continueWith: readonly JsonObject[];
      readonly returnTo: string;
      /** A verification was begun; `show` when its page comes next. */
      readonly verification: (StartedVerification & { readonly show: boolean }) | null;
    }
  /** A flow that cannot be used any more, and the one that replaces it. */
  | { readonly is: 'replaced'; readonly old: Flow; readonly flow: Flow; readonly announce: Announcement }
  /** The change is made; the session's cookie is issued anew. */
  | {
      readonly is: 'settings_saved';
      readonly flow: SettingsFlow;
      readonly identity: Identity;
      readonly session: SessionWithIdentity;
      readonly token: string;
      readonly returnTo: string;
      readonly verification: StartedVerification | null;
      readonly transientPayload: JsonObject | undefined;
    }
  /** The change waits until its new address is proven. */
  | {
      readonly is: 'change_pending';
      readonly flow: SettingsFlow;
      readonly verification: StartedVerification;
      readonly transientPayload: JsonObject | undefined;
    }
  /** The session has to be proven again; the paused submission is named by the cookie. */
  | {
      readonly is: 'refresh_required';
      readonly flow: Flow;
      readonly url: string;
      readonly continuity: Continuity | null;
    }
  /** Back in: a session, and a settings flow to go on with unless the caller wanted none. */
  | {
      readonly is: 'recovered';
      readonly flow: Flow;
      readonly session: SessionWithIdentity;
      readonly token: string;
      readonly settings: { readonly flow: SettingsFlow; readonly url: string } | null;
      readonly returnTo: string;
      /** A mailed link was opened: the answer is for a browser, whoever began the flow. */
      readonly opensInBrowser: boolean;
      readonly transientPayload: JsonObject;
    }
  | { readonly is: 'go'; readonly url: string; readonly status: 302 | 303 }
  /** Signing in is refused until an address is verified; its verification has begun. */
  | { readonly is: 'verification_required'; readonly flow: Flow; readonly verification: StartedVerification }
  /** Somebody is signed in already: HTML goes to `returnTo`, JSON gets the flow's or the envelope's refusal. */
  | {
      readonly is: 'already_signed_in';
      readonly returnTo: string;
      readonly status: 302 | 303;
      readonly flow: Flow | null;
    }
  | { readonly is: 'away'; readonly url: string };

/** Notes of the pipeline itself in `flow.internal`. */
export interface FormNotes {
  readonly [key: string]: JsonValue;
  /** Values to show again, by node name. */
  readonly values: { readonly [name: string]: JsonValue };
  /** The screen that is shown. */
  readonly screen: string;
}
