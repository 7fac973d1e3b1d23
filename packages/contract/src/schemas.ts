import type { TSchema } from 'typebox';
import * as admin from './models/admin.ts';
import * as answers from './models/answers.ts';
import * as bodies from './models/bodies.ts';
import * as next from './models/continue-with.ts';
import * as courier from './models/courier.ts';
import * as flow from './models/flow.ts';
import * as identity from './models/identity.ts';
import * as oauth2 from './models/oauth2.ts';
import * as session from './models/session.ts';
import * as ui from './models/ui.ts';

/** Every wire schema by the name that the API description gives it. */
export const SCHEMAS = {
  uiText: ui.UiTextSchema,
  uiTexts: ui.UiTextsSchema,
  uiNodeInputAttributesOption: ui.UiNodeInputAttributesOptionSchema,
  uiNodeInputAttributes: ui.UiNodeInputAttributesSchema,
  uiNodeTextAttributes: ui.UiNodeTextAttributesSchema,
  uiNodeImageAttributes: ui.UiNodeImageAttributesSchema,
  uiNodeAnchorAttributes: ui.UiNodeAnchorAttributesSchema,
  uiNodeScriptAttributes: ui.UiNodeScriptAttributesSchema,
  uiNodeDivisionAttributes: ui.UiNodeDivisionAttributesSchema,
  uiNodeAttributes: ui.UiNodeAttributesSchema,
  uiNodeMeta: ui.UiNodeMetaSchema,
  uiNode: ui.UiNodeSchema,
  uiNodes: ui.UiNodesSchema,
  uiContainer: ui.UiContainerSchema,

  identityTraits: identity.IdentityTraitsSchema,
  verifiableIdentityAddress: identity.VerifiableIdentityAddressSchema,
  recoveryIdentityAddress: identity.RecoveryIdentityAddressSchema,
  identityCredentials: identity.IdentityCredentialsSchema,
  identityCredentialsPassword: identity.IdentityCredentialsPasswordSchema,
  identityCredentialsOidc: identity.IdentityCredentialsOidcSchema,
  identityCredentialsCode: identity.IdentityCredentialsCodeSchema,
  identity: identity.IdentitySchema,
  identitySchema: identity.IdentitySchemaDocumentSchema,
  identitySchemaContainer: identity.IdentitySchemaContainerSchema,
  identitySchemas: identity.IdentitySchemasSchema,

  authenticatorAssuranceLevel: session.AuthenticatorAssuranceLevelSchema,
  sessionAuthenticationMethod: session.SessionAuthenticationMethodSchema,
  sessionAuthenticationMethods: session.SessionAuthenticationMethodsSchema,
  sessionDevice: session.SessionDeviceSchema,
  session: session.SessionSchema,

  OAuth2Client: oauth2.OAuth2ClientSchema,
  OAuth2ConsentRequestOpenIDConnectContext: oauth2.OAuth2OidcContextSchema,
  OAuth2LoginRequest: oauth2.OAuth2LoginRequestSchema,

  continueWithVerificationUi: next.ContinueWithVerificationUiSchema,
  continueWithSetOrySessionToken: next.ContinueWithSetOrySessionTokenSchema,
  continueWithSettingsUi: next.ContinueWithSettingsUiSchema,
  continueWithRecoveryUi: next.ContinueWithRecoveryUiSchema,
  continueWithRedirectBrowserTo: next.ContinueWithRedirectBrowserToSchema,
  continueWithDeviceAuthnPinEntryUi: next.ContinueWithPinEntryUiSchema,
  continueWith: next.ContinueWithSchema,

  selfServiceFlowType: flow.SelfServiceFlowTypeSchema,
  loginFlowState: flow.LoginFlowStateSchema,
  registrationFlowState: flow.RegistrationFlowStateSchema,
  settingsFlowState: flow.SettingsFlowStateSchema,
  recoveryFlowState: flow.RecoveryFlowStateSchema,
  verificationFlowState: flow.VerificationFlowStateSchema,
  loginFlowTestContext: flow.LoginFlowTestContextSchema,
  loginFlow: flow.LoginFlowSchema,
  registrationFlow: flow.RegistrationFlowSchema,
  settingsFlow: flow.SettingsFlowSchema,
  recoveryFlow: flow.RecoveryFlowSchema,
  verificationFlow: flow.VerificationFlowSchema,
  logoutFlow: flow.LogoutFlowSchema,

  successfulNativeLogin: answers.SuccessfulNativeLoginSchema,
  successfulNativeRegistration: answers.SuccessfulNativeRegistrationSchema,
  successfulCodeExchangeResponse: answers.SuccessfulCodeExchangeResponseSchema,
  genericError: answers.GenericErrorSchema,
  errorGeneric: answers.ErrorGenericSchema,
  errorBrowserLocationChangeRequired: answers.ErrorBrowserLocationChangeRequiredSchema,
  errorAuthenticatorAssuranceLevelNotSatisfied: answers.ErrorAalNotSatisfiedSchema,
  needsPrivilegedSessionError: answers.NeedsPrivilegedSessionErrorSchema,
  errorFlowReplaced: answers.ErrorFlowReplacedSchema,
  selfServiceFlowExpiredError: answers.SelfServiceFlowExpiredErrorSchema,
  flowError: answers.FlowErrorSchema,
  deleteMySessionsCount: answers.DeleteMySessionsCountSchema,
  healthStatus: answers.HealthStatusSchema,
  healthNotReadyStatus: answers.HealthNotReadyStatusSchema,
  version: answers.VersionSchema,
  webAuthnJavaScript: answers.WebAuthnJavaScriptSchema,
  createFedcmFlowResponse: answers.CreateFedcmFlowResponseSchema,

  updateLoginFlowBody: bodies.UpdateLoginFlowBodySchema,
  updateRegistrationFlowBody: bodies.UpdateRegistrationFlowBodySchema,
  updateSettingsFlowBody: bodies.UpdateSettingsFlowBodySchema,
  updateRecoveryFlowBody: bodies.UpdateRecoveryFlowBodySchema,
  updateVerificationFlowBody: bodies.UpdateVerificationFlowBodySchema,
  performNativeLogoutBody: bodies.PerformNativeLogoutBodySchema,
  UpdateFedcmFlowBody: bodies.UpdateFedcmFlowBodySchema,

  identityCredentialsWebAuthn: admin.IdentityCredentialsWebAuthnSchema,
  identityWithCredentials: admin.IdentityWithCredentialsSchema,
  createIdentityBody: admin.CreateIdentityBodySchema,
  updateIdentityBody: admin.UpdateIdentityBodySchema,
  jsonPatch: admin.JsonPatchSchema,
  jsonPatchDocument: admin.JsonPatchDocumentSchema,
  identityPatch: admin.IdentityPatchSchema,
  patchIdentitiesBody: admin.PatchIdentitiesBodySchema,
  identityPatchResponse: admin.IdentityPatchResponseSchema,
  batchPatchIdentitiesResponse: admin.BatchPatchIdentitiesResponseSchema,
  createRecoveryCodeForIdentityBody: admin.CreateRecoveryCodeForIdentityBodySchema,
  createRecoveryLinkForIdentityBody: admin.CreateRecoveryLinkForIdentityBodySchema,
  recoveryCodeForIdentity: admin.RecoveryCodeForIdentitySchema,
  recoveryLinkForIdentity: admin.RecoveryLinkForIdentitySchema,
  manageSessionsBody: admin.ManageSessionsBodySchema,
  manageSessionsResponse: admin.ManageSessionsResponseSchema,
  createTestLoginFlowBody: admin.CreateTestLoginFlowBodySchema,

  courierMessageStatus: courier.CourierMessageStatusSchema,
  courierMessageType: courier.CourierMessageTypeSchema,
  message: courier.CourierMessageSchema,
  messageDispatch: courier.MessageDispatchSchema,
} as const satisfies { readonly [name: string]: TSchema };

export type SchemaName = keyof typeof SCHEMAS;
