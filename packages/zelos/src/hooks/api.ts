import type { JsonObject } from '@zelos/contract';
import type { FlowByKind } from '../kernel/flow.ts';
import type { IdentityWithCredentials, VerifiableAddress } from '../kernel/identity.ts';
import type { Issue } from '../kernel/issue.ts';
import type { ProtocolError } from '../kernel/problem.ts';
import type { Session } from '../kernel/session.ts';
import type { Effect } from '../ports/effect.ts';
import type { RequestFacts } from '../ports/request.ts';

/** A moment in a flow at which hooks run, with what they may look at. */
export type HookEvent =
  | { readonly at: 'login.before'; readonly flow: FlowByKind['login']; readonly request: RequestFacts }
  | {
      readonly at: 'login.after';
      readonly flow: FlowByKind['login'];
      readonly identity: IdentityWithCredentials;
      readonly session: Session;
      readonly method: string;
      readonly request: RequestFacts;
      readonly transientPayload: JsonObject;
    }
  | { readonly at: 'registration.before'; readonly flow: FlowByKind['registration']; readonly request: RequestFacts }
  | {
      readonly at: 'registration.pre_persist';
      readonly flow: FlowByKind['registration'];
      readonly draft: IdentityWithCredentials;
      readonly method: string;
      readonly request: RequestFacts;
      readonly transientPayload: JsonObject;
    }
  | { readonly at: 'settings.before'; readonly flow: FlowByKind['settings']; readonly request: RequestFacts }
  | {
      /**
       * Before the change is decided; as it is about to be written, for effects that have to stand or fall with it; and
       * once it is written, for telling others. What a hook says at the last one does not take the change back.
       */
      readonly at: 'settings.pre_persist' | 'settings.persist' | 'settings.post_persist';
      readonly flow: FlowByKind['settings'];
      /** The identity as it is about to be, or has become. */
      readonly identity: IdentityWithCredentials;
      readonly before: IdentityWithCredentials;
      readonly method: string;
      readonly request: RequestFacts;
      readonly transientPayload: JsonObject;
    }
  | { readonly at: 'recovery.before'; readonly flow: FlowByKind['recovery']; readonly request: RequestFacts }
  | {
      readonly at: 'recovery.after';
      readonly flow: FlowByKind['recovery'];
      readonly identity: IdentityWithCredentials;
      readonly session: Session;
      readonly request: RequestFacts;
      readonly transientPayload: JsonObject;
    }
  | { readonly at: 'verification.before'; readonly flow: FlowByKind['verification']; readonly request: RequestFacts }
  | {
      readonly at: 'verification.after';
      readonly flow: FlowByKind['verification'];
      /** As it has become: the address is proven whatever the hook says. */
      readonly identity: IdentityWithCredentials;
      readonly request: RequestFacts;
      readonly transientPayload: JsonObject;
    }
  | {
      readonly at: 'registration.post_persist';
      readonly flow: FlowByKind['registration'];
      readonly identity: IdentityWithCredentials;
      readonly session: Session;
      readonly method: string;
      readonly request: RequestFacts;
      readonly transientPayload: JsonObject;
    };

export type HookPoint = HookEvent['at'];

export type Verdict =
  /** Effects go into the flow's transaction; after a point called `post_persist` into one that follows it. */
  | { readonly then: 'continue'; readonly effects?: readonly Effect[] }
  /** Back to the form with these messages. */
  | { readonly then: 'refuse'; readonly issues: readonly Issue[]; readonly status?: 200 | 400 }
  /** Nothing is applied before this address is proven (settings only). */
  | { readonly then: 'verify_first'; readonly address: VerifiableAddress }
  /** Nobody signs in before an address is verified: its verification begins now. */
  | { readonly then: 'require_verification' }
  /** Ends the request with this error. */
  | { readonly then: 'abort'; readonly error: ProtocolError };

export interface Hook {
  readonly id: string;
  readonly at: readonly HookPoint[];
  run(event: HookEvent): Promise<Verdict>;
}

/** Declares a hook: `create` receives the `config` object of its entry in the configuration. */
export interface HookDefinition<Deps> {
  readonly id: string;
  /** JSON Schema (draft-07) of its `config`, for hooks of an embedding application. */
  readonly config?: JsonObject;
  create(deps: Deps, config: JsonObject): Hook;
}

/** Checks a definition and hands it back; exists for its types. */
export function defineHook<Deps>(definition: HookDefinition<Deps>): HookDefinition<Deps> {
  return definition;
}
