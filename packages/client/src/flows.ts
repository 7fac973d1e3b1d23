import type {
  AalValue,
  CreateFedcmFlowResponse,
  FlowError,
  LoginFlow,
  LogoutFlow,
  RecoveryFlow,
  RegistrationFlow,
  SettingsFlow,
  SuccessfulNativeLogin,
  SuccessfulNativeRegistration,
  UpdateFedcmFlowBody,
  UpdateLoginFlowBody,
  UpdateRecoveryFlowBody,
  UpdateRegistrationFlowBody,
  UpdateSettingsFlowBody,
  UpdateVerificationFlowBody,
  VerificationFlow,
} from '@zelos/contract';
import type { Answer, Submitted } from './answers.ts';
import { formUnlessOver } from './answers.ts';
import type { CallOptions, Send } from './send.ts';

export interface LoginInit {
  readonly refresh?: boolean;
  readonly aal?: AalValue;
  readonly returnTo?: string;
  readonly organization?: string;
  readonly via?: string;
  readonly identitySchema?: string;
}
export interface RegistrationInit {
  readonly returnTo?: string;
  readonly organization?: string;
  readonly identitySchema?: string;
}
/** Browser only: the OAuth2 provider's challenge. */
export interface LoginChallenge {
  readonly loginChallenge?: string;
}
/** Api only: ask for a code that is exchanged for a session token after a sign-in in a browser window. */
export interface ExchangeCode {
  readonly returnSessionTokenExchangeCode?: boolean;
}
/** A submission: flow id and body. */
export interface Submit<Body> {
  readonly flow: string;
  /** Which `method` and its fields. */
  readonly body: Body;
}
/** Recovery and verification: the token of a link. */
export interface LinkToken {
  readonly token?: string;
}
type Id = { readonly id: string };
type Call = CallOptions | undefined;

const SELF = '/self-service';

/** Operations on the five flows, the error page, logout and FedCM. One function per operation of the API. */
export function flowOperations(send: Send) {
  const opening =
    <Init, Flow>(path: string, native: boolean) =>
    (init?: Init, call?: Call): Promise<Answer<Flow>> =>
      send<Flow>({ method: 'GET', path: SELF + path, query: init ?? {}, native }, call);
  const fetching =
    <Flow>(kind: string) =>
    (p: Id, call?: Call): Promise<Answer<Flow>> =>
      send<Flow>({ method: 'GET', path: `${SELF}/${kind}/flows`, query: p }, call);
  const submitting =
    <Body, Data, Flow>(kind: string) =>
    ({ body, ...query }: Submit<Body> & LinkToken, call?: Call): Promise<Submitted<Data, Flow>> =>
      send<Data, Flow>({ method: 'POST', path: `${SELF}/${kind}`, query, body, submits: true }, call);

  const settings = submitting<UpdateSettingsFlowBody, SettingsFlow, SettingsFlow>('settings');
  const recovery = submitting<UpdateRecoveryFlowBody, RecoveryFlow, RecoveryFlow>('recovery');
  const verification = submitting<UpdateVerificationFlowBody, VerificationFlow, VerificationFlow>('verification');

  return {
    createBrowserLoginFlow: opening<LoginInit & LoginChallenge, LoginFlow>('/login/browser', false),
    createNativeLoginFlow: opening<LoginInit & ExchangeCode, LoginFlow>('/login/api', true),
    getLoginFlow: fetching<LoginFlow>('login'),
    /** 200 carries a session token only in api flows. */
    updateLoginFlow: submitting<UpdateLoginFlowBody, SuccessfulNativeLogin, LoginFlow>('login'),
    deleteTestLoginFlow: (p: Id, call?: Call): Promise<Answer<undefined>> =>
      send<undefined>({ method: 'DELETE', path: `${SELF}/login/test`, query: p }, call),

    createBrowserRegistrationFlow: opening<
      RegistrationInit & LoginChallenge & { readonly afterVerificationReturnTo?: string },
      RegistrationFlow
    >('/registration/browser', false),
    createNativeRegistrationFlow: opening<RegistrationInit & ExchangeCode, RegistrationFlow>('/registration/api', true),
    getRegistrationFlow: fetching<RegistrationFlow>('registration'),
    updateRegistrationFlow: submitting<UpdateRegistrationFlowBody, SuccessfulNativeRegistration, RegistrationFlow>(
      'registration',
    ),

    createBrowserSettingsFlow: opening<{ readonly returnTo?: string; readonly organization?: string }, SettingsFlow>(
      '/settings/browser',
      false,
    ),
    createNativeSettingsFlow: opening<{ readonly organization?: string }, SettingsFlow>('/settings/api', true),
    getSettingsFlow: fetching<SettingsFlow>('settings'),
    /** `done` when the change was stored, `form` while something is still to be entered or confirmed. */
    updateSettingsFlow: async (
      p: Submit<UpdateSettingsFlowBody>,
      call?: Call,
    ): Promise<Submitted<SettingsFlow, SettingsFlow>> => formUnlessOver(await settings(p, call)),

    createBrowserRecoveryFlow: opening<{ readonly returnTo?: string; readonly skipSettings?: boolean }, RecoveryFlow>(
      '/recovery/browser',
      false,
    ),
    createNativeRecoveryFlow: opening<Record<string, never>, RecoveryFlow>('/recovery/api', true),
    getRecoveryFlow: fetching<RecoveryFlow>('recovery'),
    updateRecoveryFlow: async (
      p: Submit<UpdateRecoveryFlowBody> & LinkToken,
      call?: Call,
    ): Promise<Submitted<RecoveryFlow, RecoveryFlow>> => formUnlessOver(await recovery(p, call)),

    createBrowserVerificationFlow: opening<{ readonly returnTo?: string }, VerificationFlow>(
      '/verification/browser',
      false,
    ),
    createNativeVerificationFlow: opening<{ readonly returnTo?: string }, VerificationFlow>('/verification/api', true),
    getVerificationFlow: fetching<VerificationFlow>('verification'),
    updateVerificationFlow: async (
      p: Submit<UpdateVerificationFlowBody> & LinkToken,
      call?: Call,
    ): Promise<Submitted<VerificationFlow, VerificationFlow>> => formUnlessOver(await verification(p, call)),

    /** Gives the URL that ends the browser's session; 401 without one. */
    createBrowserLogoutFlow: (p: { readonly returnTo?: string } = {}, call?: Call): Promise<Answer<LogoutFlow>> =>
      send<LogoutFlow>({ method: 'GET', path: `${SELF}/logout/browser`, query: p }, call),
    updateLogoutFlow: (
      p: { readonly token?: string; readonly returnTo?: string },
      call?: Call,
    ): Promise<Answer<undefined>> =>
      send<undefined>({ method: 'GET', path: `${SELF}/logout`, query: p, safe: false }, call),
    performNativeLogout: (
      p: { readonly body: { readonly session_token: string } },
      call?: Call,
    ): Promise<Answer<undefined>> =>
      send<undefined>({ method: 'DELETE', path: `${SELF}/logout/api`, body: p.body, native: true }, call),

    getFlowError: (p: Id, call?: Call): Promise<Answer<FlowError>> =>
      send<FlowError>({ method: 'GET', path: `${SELF}/errors`, query: p }, call),

    createFedcmFlow: (call?: Call): Promise<Answer<CreateFedcmFlowResponse>> =>
      send<CreateFedcmFlowResponse>({ method: 'GET', path: `${SELF}/fed-cm/parameters` }, call),
    updateFedcmFlow: (
      p: { readonly body: UpdateFedcmFlowBody },
      call?: Call,
    ): Promise<Submitted<SuccessfulNativeLogin, LoginFlow>> =>
      send<SuccessfulNativeLogin, LoginFlow>(
        { method: 'POST', path: `${SELF}/fed-cm/token`, body: p.body, submits: true },
        call,
      ),

    /** JavaScript text of the WebAuthn helper. */
    getWebAuthnJavaScript: (call?: Call): Promise<Answer<string>> =>
      send<string>({ method: 'GET', path: '/.well-known/ory/webauthn.js', text: true }, call),
    /** Answers the address of the page where a password is changed, without going there. */
    getWellKnownChangePassword: (call?: Call): Promise<Answer<undefined>> =>
      send<undefined>({ method: 'GET', path: '/.well-known/change-password', stay: true }, call),
  };
}
