import type { JsonObject, JsonValue, UiContainer } from '@zelos/contract';
import type { Aal } from './session.ts';

export type FlowKind = 'login' | 'registration' | 'settings' | 'recovery' | 'verification';
export type FlowType = 'browser' | 'api';

export interface FlowBase {
  readonly id: string;
  readonly type: FlowType;
  readonly state: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** The full URL that began the flow, as the client saw it (display only). */
  readonly requestUrl: string;
  readonly returnTo?: string;
  readonly ui: UiContainer;
  readonly active?: string;
  readonly organizationId: string | null;
  readonly identitySchema?: string;
  readonly oauth2LoginChallenge?: string;
  /** The anti-CSRF secret of the browser that began the flow; empty for native flows. */
  readonly csrfSecret: string;
  /** Private notes, one entry per method id. Never serialised to the wire. */
  readonly internal: { readonly [methodId: string]: JsonValue };
  readonly continueWith: readonly JsonObject[];
  /** Set once by the submission that finished the flow (registration completes only once). */
  readonly completedAt: Date | null;
}

export interface LoginFlow extends FlowBase {
  readonly kind: 'login';
  readonly refresh: boolean;
  readonly requestedAal: Aal;
}
export interface RegistrationFlow extends FlowBase {
  readonly kind: 'registration';
}
export interface SettingsFlow extends FlowBase {
  readonly kind: 'settings';
  readonly identityId: string;
}
export interface RecoveryFlow extends FlowBase {
  readonly kind: 'recovery';
  readonly identityId: string | null;
}
export interface VerificationFlow extends FlowBase {
  readonly kind: 'verification';
  readonly identityId: string | null;
}

export interface FlowByKind {
  readonly login: LoginFlow;
  readonly registration: RegistrationFlow;
  readonly settings: SettingsFlow;
  readonly recovery: RecoveryFlow;
  readonly verification: VerificationFlow;
}
export type Flow = FlowByKind[FlowKind];

/** What a step may change about its flow. */
export interface FlowPatch {
  readonly ui?: UiContainer;
  readonly state?: string;
  /** null clears the active method. */
  readonly active?: string | null;
  readonly internal?: FlowBase['internal'];
  readonly continueWith?: readonly JsonObject[];
  readonly returnTo?: string;
  readonly completedAt?: Date;
  readonly csrfSecret?: string;
}

/** Applies a patch to a flow value. */
export function patched<F extends Flow>(flow: F, patch: FlowPatch): F {
  const { active, ...rest } = patch;
  const next: Record<string, unknown> = { ...flow, ...rest };
  if (active === null) delete next['active'];
  else if (active !== undefined) next['active'] = active;
  return next as unknown as F;
}

/** The address of a page that shows this flow. */
export function flowPage(page: string, flowId: string): string {
  const url = new URL(page);
  url.searchParams.set('flow', flowId);
  return url.href;
}

/** A typed drawer in `flow.internal`: a method reads and writes its own, nobody else's. */
export function drawer<T extends object>(methodId: string) {
  return {
    read: (flow: Flow): T | undefined => flow.internal[methodId] as T | undefined,
    write: (flow: Flow, value: T): FlowPatch => ({
      internal: { ...flow.internal, [methodId]: value as unknown as JsonValue },
    }),
  };
}
