import { type JsonObject, type JsonValue, type UiContainer, type UiNode, type UiText, uiText } from '@zelos/contract';
import { decodeTraits, traitNodes, violationsToIssues, type IdentitySchema } from '../../identities/schemas/index.ts';
import { drawer, type Flow, type FlowByKind, type FlowKind } from '../../kernel/flow.ts';
import type { Issue } from '../../kernel/issue.ts';
import { sortNodes } from '../../kernel/node-order.ts';
import { container, fill, nodeId, upsert, withIssues } from '../../kernel/ui.ts';
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
export function withFormNotes(flow: Flow, next: { readonly values: FormNotes['values']; readonly screen: Screen }): Flow['internal'] {
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
      return { traits, issues: violationsToIssues([...violations, ...(violations.length > 0 ? [] : schema.validate(traits))]) };
    },
    nodes: () => traitNodes(schema),
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
  const view: View<K> = {
    flow,
    screen,
    identity: await policy.owner(deps, flow, request),
    schema: schema ? traitsSchema(schema) : null,
    identifierLabel: identifierLabel(schema),
  };
  let nodes: readonly UiNode[] = [];
  for (const method of deps.methods) {
    const step = method.enabled ? stepOf(method, policy.kind) : undefined;
    if (step) nodes = upsert(nodes, ...step.render(view));
  }
  nodes = dropLoneCsrf(flow, nodes);
  // Hidden or preset identifiers keep what the method gave them: only fields of the person are filled again.
  nodes = fill(nodes, values);
  const action = `${deps.settings.publicUrl}self-service/${policy.kind}?flow=${flow.id}`;
  const drawn = withIssues(container(action, nodes), options.issues ?? []);
  const sorted = options.unsorted ? drawn.nodes : sortNodes(drawn.nodes, policy.order(schema));
  return container(action, sorted, drawn.messages ?? []);
}

/** A native form needs no anti-CSRF field of its own; it appears only beside fields of methods that bring it. */
function dropLoneCsrf(flow: Flow, nodes: readonly UiNode[]): readonly UiNode[] {
  if (flow.type === 'browser' || nodes.some((n) => nodeId(n) !== 'csrf_token')) return nodes;
  return [];
}

/** Values remembered so far with those of a submission over them. */
export function rememberedValues(flow: Flow, submitted: Readonly<Record<string, JsonValue>>): JsonObject {
  return { ...formNotes(flow).values, ...submitted };
}
