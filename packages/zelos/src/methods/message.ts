import type { JsonObject } from '@zelos/contract';
import type { Flow } from '../kernel/flow.ts';
import type { Identity } from '../kernel/identity.ts';
import { identityVariable, languagesOf, nobodyVariable } from '../kernel/message.ts';
import type { OutgoingMessage } from '../ports/courier.ts';

/** What a message takes from the submission that it is sent for. */
export interface MessageContext {
  readonly transient: JsonObject;
  readonly acceptLanguage: string | undefined;
}

/** What is special about a message. */
export interface FlowMessage
  extends Pick<OutgoingMessage, 'templateType' | 'channel' | 'recipient' | 'decoy' | 'budgetOf'> {
  /** Whom the message is about; null for somebody without an account. */
  readonly owner: Identity | null;
  /** Variables beside those of every message, under the contract's names. */
  readonly variables: JsonObject;
  /** Where languages are asked for besides the owner's traits; the transient payload unless given. */
  readonly preferences?: JsonObject;
}

/** Variables that every message of a flow carries (contract: courier, section 4). */
function commonVariables(flow: Flow, transient: JsonObject, lifespanMs: number): JsonObject {
  return {
    RequestURL: flow.requestUrl,
    RequestURLDomain: URL.canParse(flow.requestUrl) ? new URL(flow.requestUrl).hostname : '',
    TransientPayload: transient,
    ExpiresInMinutes: Math.trunc(lifespanMs / 60_000),
  };
}

/**
 * A message of a flow.
 * @param lifespanMs how long what is sent can be used, in milliseconds
 */
export function flowMessage(
  { lifespanMs }: { readonly lifespanMs: number },
  flow: Flow,
  { transient, acceptLanguage }: MessageContext,
  message: FlowMessage,
): OutgoingMessage {
  const { owner, variables, preferences = transient, decoy = false, ...head } = message;
  const nobody = decoy ? nobodyVariable(flow.id, message.recipient, flow.issuedAt) : null;
  const shown = owner ? identityVariable(owner) : nobody;
  return {
    ...head,
    variables: {
      To: message.recipient,
      ...variables,
      ...(shown ? { Identity: shown } : {}),
      ...commonVariables(flow, transient, lifespanMs),
    },
    languages: languagesOf(preferences, owner, acceptLanguage),
    ...(decoy ? { decoy } : {}),
  };
}
