import { Type } from 'typebox';
import { ContinueWithListSchema } from './continue-with.ts';
import { IdentitySchema } from './identity.ts';
import { SessionSchema } from './session.ts';
import { AnyJson, AnyObject, closedObject, named, Time, Uuid, type Wire } from './wire.ts';

/** Native sign-in, and the JSON sign-in of a browser (then without `session_token`). */
export const SuccessfulNativeLoginSchema = closedObject('successfulNativeLogin', {
  session_token: Type.Optional(Type.String()),
  session: SessionSchema,
  continue_with: Type.Optional(ContinueWithListSchema),
});
export type SuccessfulNativeLogin = Wire<typeof SuccessfulNativeLoginSchema>;

/** Sign-up; session and token only when a session was opened. */
export const SuccessfulNativeRegistrationSchema = closedObject('successfulNativeRegistration', {
  session_token: Type.Optional(Type.String()),
  session: Type.Optional(SessionSchema),
  identity: IdentitySchema,
  continue_with: Type.Optional(ContinueWithListSchema),
});
export type SuccessfulNativeRegistration = Wire<typeof SuccessfulNativeRegistrationSchema>;

export const SuccessfulCodeExchangeResponseSchema = closedObject('successfulCodeExchangeResponse', {
  session_token: Type.Optional(Type.String()),
  session: SessionSchema,
});
export type SuccessfulCodeExchangeResponse = Wire<typeof SuccessfulCodeExchangeResponseSchema>;

/** The error object. Clients switch on `id`, which is left out when the error has none. */
export const GenericErrorSchema = closedObject('genericError', {
  id: Type.Optional(Type.String()),
  code: Type.Optional(Type.Integer({ format: 'int64' })),
  status: Type.Optional(Type.String()),
  request: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  message: Type.String(),
  debug: Type.Optional(Type.String()),
  details: Type.Optional(AnyObject),
});
export type GenericError = Wire<typeof GenericErrorSchema>;

/** The envelope of every error. */
export const ErrorGenericSchema = closedObject('errorGeneric', { error: GenericErrorSchema });
export type ErrorGeneric = Wire<typeof ErrorGenericSchema>;

/** A client that cannot follow a redirect must open `redirect_browser_to`. */
export const ErrorBrowserLocationChangeRequiredSchema = closedObject('errorBrowserLocationChangeRequired', {
  error: GenericErrorSchema,
  redirect_browser_to: Type.String(),
});
export type ErrorBrowserLocationChangeRequired = Wire<typeof ErrorBrowserLocationChangeRequiredSchema>;

export const ErrorAalNotSatisfiedSchema = closedObject('errorAuthenticatorAssuranceLevelNotSatisfied', {
  error: GenericErrorSchema,
  redirect_browser_to: Type.String(),
});
export type ErrorAalNotSatisfied = Wire<typeof ErrorAalNotSatisfiedSchema>;

export const NeedsPrivilegedSessionErrorSchema = closedObject('needsPrivilegedSessionError', {
  error: GenericErrorSchema,
  redirect_browser_to: Type.String(),
});
export type NeedsPrivilegedSessionError = Wire<typeof NeedsPrivilegedSessionErrorSchema>;

export const ErrorFlowReplacedSchema = closedObject('errorFlowReplaced', {
  error: GenericErrorSchema,
  use_flow_id: Uuid,
});
export type ErrorFlowReplaced = Wire<typeof ErrorFlowReplacedSchema>;

/** `since` is the time since the flow expired, in whole nanoseconds. `use_flow_id` names the flow that replaces it. */
export const SelfServiceFlowExpiredErrorSchema = closedObject('selfServiceFlowExpiredError', {
  error: GenericErrorSchema,
  expired_at: Type.Optional(Time),
  since: Type.Optional(named('Duration', Type.Integer({ format: 'int64' }))),
  use_flow_id: Type.Optional(Uuid),
});
export type SelfServiceFlowExpiredError = Wire<typeof SelfServiceFlowExpiredErrorSchema>;

/** A stored error that a browser was sent to the error page with. */
export const FlowErrorSchema = closedObject('flowError', {
  id: Uuid,
  error: Type.Optional(AnyObject),
  created_at: Type.Optional(Time),
  updated_at: Type.Optional(Time),
});
export type FlowError = Wire<typeof FlowErrorSchema>;

/** How many other sessions were ended. */
export const DeleteMySessionsCountSchema = closedObject('deleteMySessionsCount', {
  count: Type.Integer({ format: 'int64' }),
});
export type DeleteMySessionsCount = Wire<typeof DeleteMySessionsCountSchema>;

export const HealthStatusSchema = closedObject('healthStatus', { status: Type.String() });
export type HealthStatus = Wire<typeof HealthStatusSchema>;

/** Failed checks by name. */
export const HealthNotReadyStatusSchema = closedObject('healthNotReadyStatus', {
  errors: Type.Record(Type.String(), Type.String()),
});
export type HealthNotReadyStatus = Wire<typeof HealthNotReadyStatusSchema>;

export const VersionSchema = closedObject('version', { version: Type.String() });
export type Version = Wire<typeof VersionSchema>;

/** The client-side script of security keys and passkeys. */
export const WebAuthnJavaScriptSchema = named('webAuthnJavaScript', Type.String());

/** A provider that can be used through the browser's federated sign-in. */
export const FedcmProviderSchema = closedObject('Provider', {
  client_id: Type.Optional(Type.String()),
  config_url: Type.Optional(Type.String()),
  domain_hint: Type.Optional(Type.String()),
  fields: Type.Optional(Type.Array(Type.String())),
  login_hint: Type.Optional(Type.String()),
  nonce: Type.Optional(Type.String()),
  parameters: Type.Optional(Type.Record(Type.String(), Type.String())),
});
export const CreateFedcmFlowResponseSchema = closedObject('createFedcmFlowResponse', {
  csrf_token: Type.Optional(Type.String()),
  providers: Type.Optional(Type.Array(FedcmProviderSchema)),
});
export type CreateFedcmFlowResponse = Wire<typeof CreateFedcmFlowResponseSchema>;

/** The error of one item of a batch: an error object without a fixed shape. */
export const DefaultErrorSchema = named('DefaultError', AnyJson);
