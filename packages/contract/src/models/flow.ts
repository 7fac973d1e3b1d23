import { Type } from 'typebox';
import { CODE_FLOW_STATES, FLOW_TYPES, METHODS, RECOVERY_FLOW_STATES, SETTINGS_FLOW_STATES } from '../nodes.ts';
import { ContinueWithListSchema } from './continue-with.ts';
import { IdentitySchema } from './identity.ts';
import { OAuth2LoginRequestSchema } from './oauth2.ts';
import { AuthenticatorAssuranceLevelSchema } from './session.ts';
import { UiContainerSchema } from './ui.ts';
import { AnyObject, closedObject, named, NullableUuid, oneOf, Time, Uuid, type Wire } from './wire.ts';

export const SelfServiceFlowTypeSchema = named('selfServiceFlowType', oneOf(FLOW_TYPES));
export type SelfServiceFlowType = Wire<typeof SelfServiceFlowTypeSchema>;

export const LoginFlowStateSchema = named('loginFlowState', oneOf(CODE_FLOW_STATES));
export type LoginFlowState = Wire<typeof LoginFlowStateSchema>;
export const RegistrationFlowStateSchema = named('registrationFlowState', oneOf(CODE_FLOW_STATES));
export type RegistrationFlowState = Wire<typeof RegistrationFlowStateSchema>;
export const SettingsFlowStateSchema = named('settingsFlowState', oneOf(SETTINGS_FLOW_STATES));
export type SettingsFlowState = Wire<typeof SettingsFlowStateSchema>;
export const RecoveryFlowStateSchema = named('recoveryFlowState', oneOf(RECOVERY_FLOW_STATES));
export type RecoveryFlowState = Wire<typeof RecoveryFlowStateSchema>;
export const VerificationFlowStateSchema = named('verificationFlowState', oneOf(CODE_FLOW_STATES));
export type VerificationFlowState = Wire<typeof VerificationFlowStateSchema>;

/** Members that all five flows share. */
const head = {
  id: Uuid,
  type: SelfServiceFlowTypeSchema,
  expires_at: Time,
  issued_at: Time,
  request_url: Type.String(),
  return_to: Type.Optional(Type.String()),
  ui: UiContainerSchema,
  transient_payload: Type.Optional(AnyObject),
};

/** Members that login and registration share besides. */
const entry = {
  ...head,
  active: Type.Optional(oneOf(METHODS)),
  organization_id: NullableUuid,
  oauth2_login_challenge: Type.Optional(Type.String()),
  oauth2_login_request: Type.Optional(OAuth2LoginRequestSchema),
  identity_schema: Type.Optional(Type.String()),
  session_token_exchange_code: Type.Optional(Type.String()),
};

export const LoginFlowTestSchemaValidationErrorSchema = closedObject('loginFlowTestSchemaValidationError', {
  message: Type.Optional(Type.String()),
  path: Type.Optional(Type.String()),
});
export const LoginFlowTestStepErrorSchema = closedObject('loginFlowTestStepError', {
  message: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  step: Type.Optional(Type.String()),
});
export const LoginFlowTestDebugPayloadSchema = closedObject('loginFlowTestDebugPayload', {
  error: Type.Optional(LoginFlowTestStepErrorSchema),
  id_token_claims: Type.Optional(AnyObject),
  jsonnet_input: Type.Optional(AnyObject),
  jsonnet_mapper_url: Type.Optional(Type.String()),
  jsonnet_output: Type.Optional(AnyObject),
  jsonnet_stderr: Type.Optional(Type.String()),
  schema_validation_errors: Type.Optional(Type.Array(LoginFlowTestSchemaValidationErrorSchema)),
  userinfo: Type.Optional(AnyObject),
});
/** Outcome of a dry run of a sign-in provider. */
export const LoginFlowTestContextSchema = closedObject('loginFlowTestContext', {
  provider_id: Type.String(),
  debug_payload: Type.Optional(LoginFlowTestDebugPayloadSchema),
});
export type LoginFlowTestContext = Wire<typeof LoginFlowTestContextSchema>;

export const LoginFlowSchema = closedObject('loginFlow', {
  ...entry,
  created_at: Time,
  updated_at: Time,
  refresh: Type.Boolean(),
  requested_aal: AuthenticatorAssuranceLevelSchema,
  state: LoginFlowStateSchema,
  test_context: Type.Optional(LoginFlowTestContextSchema),
});
export type LoginFlow = Wire<typeof LoginFlowSchema>;

export const RegistrationFlowSchema = closedObject('registrationFlow', {
  ...entry,
  state: RegistrationFlowStateSchema,
});
export type RegistrationFlow = Wire<typeof RegistrationFlowSchema>;

export const SettingsFlowSchema = closedObject('settingsFlow', {
  ...head,
  active: Type.Optional(Type.String()),
  organization_id: NullableUuid,
  identity: IdentitySchema,
  state: SettingsFlowStateSchema,
  continue_with: Type.Optional(ContinueWithListSchema),
});
export type SettingsFlow = Wire<typeof SettingsFlowSchema>;

export const RecoveryFlowSchema = closedObject('recoveryFlow', {
  ...head,
  active: Type.Optional(Type.String()),
  state: RecoveryFlowStateSchema,
  continue_with: Type.Optional(ContinueWithListSchema),
});
export type RecoveryFlow = Wire<typeof RecoveryFlowSchema>;

export const VerificationFlowSchema = closedObject('verificationFlow', {
  ...head,
  active: Type.Optional(Type.String()),
  state: VerificationFlowStateSchema,
});
export type VerificationFlow = Wire<typeof VerificationFlowSchema>;

/** Where and with which token a browser ends its session. */
export const LogoutFlowSchema = closedObject('logoutFlow', {
  logout_url: Type.String(),
  logout_token: Type.String(),
});
export type LogoutFlow = Wire<typeof LogoutFlowSchema>;
