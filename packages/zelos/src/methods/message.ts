import type { JsonObject } from '@zelos/contract';
import type { Flow } from '../kernel/flow.ts';

/** Variables that every message of a flow carries (contract: courier, section 4). */
export function commonVariables(flow: Flow, transientPayload: JsonObject, lifespanMs: number): JsonObject {
  return {
    RequestURL: flow.requestUrl,
    RequestURLDomain: URL.canParse(flow.requestUrl) ? new URL(flow.requestUrl).hostname : '',
    TransientPayload: transientPayload,
    ExpiresInMinutes: Math.trunc(lifespanMs / 60_000),
  };
}

export { identityVariable, languagesOf } from '../kernel/message.ts';
