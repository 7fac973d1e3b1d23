import { Type } from 'typebox';
import { AnyObject, closedObject, named, nullable, oneOf, Time, Uuid, type Wire } from './wire.ts';

export const COURIER_TEMPLATES = [
  'recovery_invalid',
  'recovery_valid',
  'recovery_code_invalid',
  'recovery_code_valid',
  'verification_invalid',
  'verification_valid',
  'verification_code_invalid',
  'verification_code_valid',
  'stub',
  'login_code_valid',
  'registration_code_valid',
  'verifiable_address_changed',
  'authenticator_key_added',
  // Ours: a notice that an account was recovered.
  'account_recovered',
] as const;
export const COURIER_STATUSES = ['queued', 'sent', 'processing', 'abandoned'] as const;
/** We send `sms`; `phone` is the older word that descriptions of this API still carry. */
export const COURIER_TYPES = ['email', 'sms', 'phone'] as const;

export const CourierMessageStatusSchema = named('courierMessageStatus', oneOf(COURIER_STATUSES));
export type CourierMessageStatus = Wire<typeof CourierMessageStatusSchema>;
export const CourierMessageTypeSchema = named('courierMessageType', oneOf(COURIER_TYPES));
export type CourierMessageType = Wire<typeof CourierMessageTypeSchema>;

/** One attempt to deliver a message. */
export const MessageDispatchSchema = closedObject('messageDispatch', {
  id: Uuid,
  message_id: Uuid,
  status: oneOf(['failed', 'success']),
  error: Type.Optional(nullable(AnyObject)),
  created_at: Time,
  updated_at: Time,
});
export type MessageDispatch = Wire<typeof MessageDispatchSchema>;

/** A queued or sent message; `dispatches` only when one message is read. */
export const CourierMessageSchema = closedObject('message', {
  id: Uuid,
  status: CourierMessageStatusSchema,
  type: CourierMessageTypeSchema,
  recipient: Type.String(),
  body: Type.String(),
  subject: Type.String(),
  template_type: oneOf(COURIER_TEMPLATES),
  channel: Type.Optional(nullable(Type.String())),
  send_count: Type.Integer({ format: 'int64' }),
  dispatches: Type.Optional(Type.Array(MessageDispatchSchema)),
  created_at: Time,
  updated_at: Time,
});
export type CourierMessage = Wire<typeof CourierMessageSchema>;
