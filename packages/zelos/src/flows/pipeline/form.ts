import { type JsonValue, type UiContainer, type UiNode, type UiText, uiText } from '@zelos/contract';
import { decodeTraits, traitNodes, violationsToIssues, type IdentitySchema } from '../../identities/schemas/index.ts';
import { drawer, type Flow, type FlowByKind, type FlowKind } from '../../kernel/flow.ts';
import type { IdentityWithCredentials } from '../../kernel/identity.ts';
import type { Issue } from '../../kernel/issue.ts';
import { sortNodes } from '../../kernel/node-order.ts';
import { container, csrfNode, fill, nodeId, upsert, withIssues } from '../../kernel/ui.ts';
import type { Method, Screen, Step, TraitsSchema, View } from '../../methods/api.ts';
import type { FlowPolicy } from '../policy.ts';
import type { FlowDeps, FlowRequest, FormNotes } from '../types.ts';

const notes = drawer<FormNotes & JsonValue>('form');

/** What the pipeline noted about a form: values to show again, and the screen. */
export function formNotes(flow: Flow): { readonly values: FormNotes['values']; readonly screen: Screen } {
  const read = notes.read(flow);
  return { values: read?.values ?? {}, screen: (read?.screen as Screen | undefined) ?? 'unified' };
}

/** The flow's private notes with the form's part replaced. */
export function withFormNotes(
  flow: Flow,
  next: { readonly values: FormNotes['values']; readonly screen: Screen },
): Flow['internal'] {
  return { ...flow.internal, form: { values: next.values, screen: next.screen } };
}

/** The step of a method for a kind of flow. */
export function stepOf<K extends FlowKind>(method: Method, kind: K): Step<K> | undefined {
  return method[kind] as Step<K> | undefined;
}

/** The face of an identity schema that methods see. */
export function traitsSchema(schema: IdentitySchema): TraitsSchema {
  return {
    id: schema.id,
    identifierTitle: schema.identifierTitle,
    decode(fields) {
      const { traits, violations } = decodeTraits(schema, fields);
      return {
        traits,
        issues: violationsToIssues([...violations, ...(violations.length > 0 ? [] : schema.validate(traits))]),
      };
    },
    nodes: (group) => traitNodes(schema, group ? { group } : {}),
    keyOrder: schema.keyOrder,
    codeAddresses: (traits) =>
      schema.derive(traits).identifiers.code.map((c) => ({ address: c.address, via: c.channel })),
    reach(traits) {
      const { identifiers, verifiable, recovery } = schema.derive(traits);
      const texts = [
        ...identifiers.password.map((id) => `password ${id}`),
        ...identifiers.webauthn.map((id) => `webauthn ${id}`),
        ...identifiers.code.map((c) => `code ${c.channel} ${c.address}`),
        ...verifiable.map((a) => `verifiable ${a.via} ${a.value}`),
        ...recovery.map((a) => `recovery ${a.via} ${a.value}`),
      ];
      return texts.sort().join('\n');
    },
    identifiers(traits, type) {
      const { identifiers } = schema.derive(traits);
      return type === 'code' ? identifiers.code.map((c) => c.identifier) : identifiers[type];
    },
  };
}

/** The label of the identifier field: the trait's title where exactly one trait is the identifier. */
function identifierLabel(schema: IdentitySchema | null): UiText {
  const title = schema?.identifierTitle;
  if (schema === null || title === undefined) return uiText(1070004);
  return uiText(1070002, { title, name: schema.leaves.find((leaf) => leaf.title === title)?.path ?? 'identifier' });
}

export interface FormOptions {
  readonly issues?: readonly Issue[];
  /** Set for screens whose nodes keep the order in which methods gave them. */
  readonly unsorted?: boolean;
  /** Whose form it is, where that is about to change. */
  readonly owner?: IdentityWithCredentials;
}

/**
 * Draws a flow's form from nothing but the flow's state: every enabled method contributes its nodes, remembered values
 * are filled in, messages are placed, the nodes are ordered. The same state gives the same form (better.md B8).
 */
export async function drawForm<K extends FlowKind>(
  deps: FlowDeps,
  policy: FlowPolicy<K>,
  flow: FlowByKind[K],
  request: FlowRequest,
  options: FormOptions = {},
): Promise<UiContainer> {
  const schema = policy.schema(deps, flow);
  const { values, screen } = formNotes(flow);
  const continueUrl = policy.continueUrl?.(deps, flow) ?? null;
  const owner = options.owner ?? (await policy.owner(deps, flow, request));
  const view: View<K> = {
    flow,
    screen,
    identity: owner === 'anybody' ? null : owner,
    anybody: owner === 'anybody',
    continueUrl,
    schema: schema ? traitsSchema(schema) : null,
    identifierLabel: identifierLabel(schema),
  };
  // None of our methods signs in for an organization: its flows show no method at all.
  const steps = (flow.organizationId === null ? deps.methods : [])
    .filter((method) => method.enabled)
    .map((method) => stepOf(method, policy.kind))
    .filter((step) => step !== undefined);
  const alone = steps.filter((step) => step.takesOver(flow));
  // Steps side by side share fields; one that stands alone has the form to itself, and may repeat a name.
  const own = alone.length > 0 ? alone.flatMap((step) => step.render(view)) : shared(steps, view);
  const nodes = fill(withCsrf(flow, own), values);
  const action = `${deps.settings.publicUrl}self-service/${policy.kind}?flow=${flow.id}`;
  const drawn = withIssues(container(action, nodes), options.issues ?? []);
  const order = options.unsorted ? null : policy.order(schema);
  const sorted = order ? sortNodes(drawn.nodes, order) : identifierFirst(drawn.nodes);
  const form = container(action, sorted, drawn.messages ?? []);
  // A finished page is no form any more: its one button leads on.
  return continueUrl === null ? form : { ...form, action: continueUrl, method: 'GET' };
}

function shared<K extends FlowKind>(steps: readonly Step<K>[], view: View<K>): readonly UiNode[] {
  return steps.reduce<readonly UiNode[]>((nodes, step) => upsert(nodes, ...step.render(view)), []);
}

/** The identifier that was given first stays in front of what came after it. */
function identifierFirst(nodes: readonly UiNode[]): readonly UiNode[] {
  const isFirst = (node: UiNode) => node.group === 'identifier_first';
  return [...nodes.filter(isFirst), ...nodes.filter((node) => !isFirst(node))];
}

/** Browser forms always carry the anti-CSRF field; native ones only beside fields of methods that bring it. */
function withCsrf(flow: Flow, nodes: readonly UiNode[]): readonly UiNode[] {
  const has = nodes.some((n) => nodeId(n) === 'csrf_token');
  // A sign-up for an organization has nothing to submit at all.
  if (flow.kind === 'registration' && flow.organizationId !== null) return [];
  // Begun by an administrator: no browser has a secret to show.
  if (flow.type === 'browser' && flow.csrfSecret === '') return nodes;
  if (flow.type === 'browser') return has ? nodes : [...nodes, csrfNode('')];
  return nodes.length === 1 && has ? [] : nodes;
}
