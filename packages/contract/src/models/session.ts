import { Type } from 'typebox';
import { AAL_VALUES, METHODS } from '../nodes.ts';
import { IdentitySchema } from './identity.ts';
import { closedObject, named, nullable, oneOf, Time, Uuid, type Wire } from './wire.ts';

export const AuthenticatorAssuranceLevelSchema = named('authenticatorAssuranceLevel', oneOf(AAL_VALUES));
export type AuthenticatorAssuranceLevel = Wire<typeof AuthenticatorAssuranceLevelSchema>;

/** One completed proof of a session; the list is a history in order, repeats included. */
export const SessionAuthenticationMethodSchema = closedObject('sessionAuthenticationMethod', {
  method: oneOf(METHODS),
  aal: AuthenticatorAssuranceLevelSchema,
  completed_at: Time,
  organization: Type.Optional(Type.String()),
  provider: Type.Optional(Type.String()),
  upstream_acr: Type.Optional(Type.String()),
  upstream_amr: Type.Optional(Type.Array(Type.String())),
});
export type SessionAuthenticationMethod = Wire<typeof SessionAuthenticationMethodSchema>;

export const SessionAuthenticationMethodsSchema = named(
  'sessionAuthenticationMethods',
  Type.Array(SessionAuthenticationMethodSchema),
);

export const SessionDeviceSchema = closedObject('sessionDevice', {
  id: Uuid,
  ip_address: Type.Optional(Type.String()),
  user_agent: Type.Optional(Type.String()),
  location: Type.Optional(Type.String()),
});
export type SessionDevice = Wire<typeof SessionDeviceSchema>;

/** A session. `identity` and `devices` are null where they were not asked for or are withheld. */
export const SessionSchema = closedObject('session', {
  id: Uuid,
  active: Type.Boolean(),
  expires_at: Time,
  authenticated_at: Time,
  authenticator_assurance_level: AuthenticatorAssuranceLevelSchema,
  authentication_methods: SessionAuthenticationMethodsSchema,
  issued_at: Time,
  identity: Type.Optional(nullable(IdentitySchema)),
  devices: Type.Optional(nullable(Type.Array(SessionDeviceSchema))),
  tokenized: Type.Optional(Type.String()),
});
export type Session = Wire<typeof SessionSchema>;
