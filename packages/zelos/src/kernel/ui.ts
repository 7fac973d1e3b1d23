import { type JsonValue, type UiContainer, type UiNode, type UiText, uiText } from '@zelos/contract';
import type { Issue } from './issue.ts';

type Group = UiNode['group'];
type InputAttributes = Extract<UiNode['attributes'], { node_type: 'input' }>;
type InputOptions = Partial<Omit<InputAttributes, 'node_type' | 'name' | 'type'>> & { readonly label?: UiText };

/** The name under which a node is found: `name` of inputs, `id` of everything else. */
export function nodeId(node: UiNode): string {
  return node.attributes.node_type === 'input' ? node.attributes.name : node.attributes.id;
}

/** An input node. `value` is left out when undefined or null; `label` becomes `meta.label`. */
export function inputNode(
  group: Group,
  name: string,
  type: InputAttributes['type'],
  options: InputOptions = {},
): UiNode {
  const { label, value, disabled, ...rest } = options as InputOptions & { label?: UiText };
  const attributes = {
    name,
    type,
    ...(value === undefined || value === null ? {} : { value }),
    ...rest,
    disabled: disabled ?? false,
    node_type: 'input' as const,
  };
  return {
    type: 'input',
    group,
    attributes: attributes as InputAttributes,
    messages: [],
    meta: label ? { label } : {},
  };
}

/** A submit button: pressing it sends `name=value`. */
export function submitNode(group: Group, name: string, value: string, label: UiText): UiNode {
  return inputNode(group, name, 'submit', { value, label });
}

/** The same field out of sight, with its value, rules and label. */
export function hiddenNode(node: UiNode): UiNode {
  if (node.attributes.node_type !== 'input') return node;
  const { name, type: _type, node_type: _nodeType, ...rest } = node.attributes;
  const { label } = node.meta;
  return inputNode(node.group, name, 'hidden', { ...rest, ...(label ? { label } : {}) } as InputOptions);
}

/** A link in the place of a form. */
export function linkNode(group: Group, id: string, href: string, label: UiText): UiNode {
  return {
    type: 'a',
    group,
    attributes: { href, title: label, id, node_type: 'a' },
    messages: [],
    meta: { label },
  };
}

/** The hidden anti-CSRF field; native flows carry an empty value. */
export function csrfNode(value: string): UiNode {
  return inputNode('default', 'csrf_token', 'hidden', { value, required: true });
}

/**
 * Adds nodes, each replacing the first node of the same name in place. Buttons repeat their name: a button replaces only
 * its like, and a field never replaces a button.
 */
export function upsert(nodes: readonly UiNode[], ...added: readonly UiNode[]): readonly UiNode[] {
  const next = [...nodes];
  for (const node of added) {
    const like = isButton(node) ? (n: UiNode) => sameButton(n, node) : (n: UiNode) => !isButton(n);
    const at = next.findIndex((n) => nodeId(n) === nodeId(node) && like(n));
    if (at < 0) next.push(node);
    else next[at] = node;
  }
  return next;
}

function isButton({ attributes }: UiNode): boolean {
  return attributes.node_type === 'input' && (attributes.type === 'submit' || attributes.type === 'button');
}

function sameButton(a: UiNode, b: UiNode): boolean {
  return (
    a.attributes.node_type === 'input' &&
    b.attributes.node_type === 'input' &&
    a.attributes.type === b.attributes.type &&
    a.attributes.value === b.attributes.value &&
    a.group === b.group
  );
}

/** Sets values of inputs by name; names without a node are ignored. */
export function fill(nodes: readonly UiNode[], values: Readonly<Record<string, JsonValue>>): readonly UiNode[] {
  return nodes.map((node) => {
    if (node.attributes.node_type !== 'input' || !Object.hasOwn(values, node.attributes.name)) return node;
    const value = values[node.attributes.name];
    if (value === undefined || value === null) return node;
    const { disabled, node_type, ...before } = node.attributes;
    return { ...node, attributes: { ...before, value, disabled, node_type } as InputAttributes };
  });
}

/** Places messages: at the node of that name (a missing one is appended as a text input), or on the form. */
export function withIssues(ui: UiContainer, issues: readonly Issue[]): UiContainer {
  let nodes: readonly UiNode[] = ui.nodes.map((n) => (n.messages.length > 0 ? { ...n, messages: [] } : n));
  const messages: UiText[] = [];
  for (const { at, message } of issues) {
    if (!at) {
      messages.push(message);
      continue;
    }
    const index = nodes.findIndex((n) => nodeId(n) === at);
    nodes =
      index < 0
        ? [...nodes, { ...inputNode('default', at, 'text'), messages: [message] }]
        : nodes.map((n, i) => (i === index ? { ...n, messages: [...n.messages, message] } : n));
  }
  return container(ui.action, nodes, messages);
}

/** A form; `messages` is absent when there is none. */
export function container(action: string, nodes: readonly UiNode[], messages: readonly UiText[] = []): UiContainer {
  const base = { action, method: 'POST' as const, nodes: [...nodes] };
  return messages.length > 0 ? { ...base, messages: [...messages] } : base;
}

/** The form-level message for a refusal that has only a sentence. */
export function genericIssue(reason: string): Issue {
  return { message: uiText(4000001, { reason }) };
}
