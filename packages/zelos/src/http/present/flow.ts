import type { JsonObject, UiNode } from '@zelos/contract';
import { maskCsrf } from '../../kernel/csrf.ts';
import type { Flow } from '../../kernel/flow.ts';
import type { Random } from '../../ports/random.ts';

/** A flow as clients see it. Browser flows get a freshly masked anti-CSRF token in their form. */
export function presentFlow(flow: Flow, random: Random, options: { readonly transientPayload?: JsonObject | undefined } = {}): JsonObject {
  const token = flow.type === 'browser' && flow.csrfSecret ? maskCsrf(flow.csrfSecret, random.bytes(32)) : '';
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
    ...(flow.identitySchema ? { identity_schema: flow.identitySchema } : {}),
    ...(options.transientPayload ? { transient_payload: options.transientPayload } : {}),
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
      };
    case 'registration':
      return { organization_id: flow.organizationId };
    default:
      return {};
  }
}
