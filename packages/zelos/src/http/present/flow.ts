import type { JsonObject, UiNode } from '@zelos/contract';
import { maskCsrf } from '../../kernel/csrf.ts';
import type { Flow } from '../../kernel/flow.ts';
import type { Identity } from '../../kernel/identity.ts';
import type { Random } from '../../ports/random.ts';
import { presentIdentity } from './identity.ts';

export interface FlowExtras {
  readonly transientPayload?: JsonObject | undefined;
  /** Only for settings. */
  readonly identity?: Identity | undefined;
  readonly continueWith?: readonly JsonObject[];
}

/** A flow as clients see it. Browser flows get a freshly masked anti-CSRF token in their form. */
export function presentFlow(
  flow: Flow,
  deps: { readonly random: Random; readonly publicUrl: string },
  extras: FlowExtras = {},
): JsonObject {
  const token = flow.type === 'browser' && flow.csrfSecret ? maskCsrf(flow.csrfSecret, deps.random.bytes(32)) : '';
  const nodes = flow.ui.nodes.map((node) => withToken(node, token));
  return {
    id: flow.id,
    ...(flow.oauth2LoginChallenge ? { oauth2_login_challenge: flow.oauth2LoginChallenge } : {}),
    type: flow.type,
    expires_at: flow.expiresAt.toISOString(),
    issued_at: flow.issuedAt.toISOString(),
    request_url: flow.requestUrl,
    ...(flow.returnTo ? { return_to: flow.returnTo } : {}),
    ...(flow.active ? { active: flow.active } : {}),
    ui: { ...flow.ui, nodes } as unknown as JsonObject,
    ...specific(flow),
    state: flow.state,
    ...(extras.transientPayload ? { transient_payload: extras.transientPayload } : {}),
    ...(extras.identity ? { identity: presentIdentity(extras.identity, deps.publicUrl) as unknown as JsonObject } : {}),
    ...(extras.continueWith ? { continue_with: [...extras.continueWith] } : {}),
  };
}

function withToken(node: UiNode, token: string): UiNode {
  if (node.attributes.node_type !== 'input' || node.attributes.name !== 'csrf_token') return node;
  return { ...node, attributes: { ...node.attributes, value: token } };
}

function specific(flow: Flow): JsonObject {
  switch (flow.kind) {
    case 'login':
      return {
        organization_id: flow.organizationId,
        created_at: flow.createdAt.toISOString(),
        updated_at: flow.updatedAt.toISOString(),
        refresh: flow.refresh,
        requested_aal: flow.requestedAal,
        ...(flow.identitySchema ? { identity_schema: flow.identitySchema } : {}),
      };
    case 'registration':
      return {
        organization_id: flow.organizationId,
        ...(flow.identitySchema ? { identity_schema: flow.identitySchema } : {}),
      };
    case 'settings':
      return { organization_id: flow.organizationId };
    default:
      return {};
  }
}
