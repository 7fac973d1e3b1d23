import type { UiNode } from '@zelos/contract';
import { inputOf, isButton, isField, isHidden } from './nodes/view.ts';

/** Nodes of one group, in the order they are shown. */
export interface Block {
  readonly group: string;
  readonly nodes: readonly UiNode[];
}
/** One `<form>` of a page. */
export interface FormPlan {
  readonly group: string;
  /** Hidden values every form of the page repeats, such as the anti-CSRF token. */
  readonly shared: readonly UiNode[];
  readonly main: readonly UiNode[];
  /** Other ways that need the same fields, shown after a divider. */
  readonly others: readonly Block[];
  /** The button that Enter presses and before which the browser checks the fields. */
  readonly primary: UiNode | undefined;
}
export interface PagePlan {
  readonly forms: readonly FormPlan[];
  readonly scripts: readonly UiNode[];
}

const COMMON = new Set(['default', 'identifier_first']);
const FEDERATED = new Set(['oidc', 'saml']);

function groupsOf(nodes: readonly UiNode[]): Block[] {
  const groups = new Map<string, UiNode[]>();
  for (const node of nodes) groups.set(node.group, [...(groups.get(node.group) ?? []), node]);
  return [...groups].map(([group, members]) => ({ group, nodes: members }));
}

const submits = (nodes: readonly UiNode[]): UiNode[] => nodes.filter((node) => inputOf(node)?.type === 'submit');

/** The button that stands for the group: the one that names the method, or the only one. */
function primaryOf(nodes: readonly UiNode[]): UiNode | undefined {
  const buttons = submits(nodes);
  return buttons.find((node) => inputOf(node)?.name === 'method') ?? (buttons.length === 1 ? buttons[0] : undefined);
}

/** Fields first, then the main button, then the rest: browsers press the first submit button on Enter. */
function arranged(nodes: readonly UiNode[], primary: UiNode | undefined): UiNode[] {
  const side = nodes.filter((node) => isButton(node) && node !== primary);
  return [
    ...nodes.filter((node) => !isButton(node)),
    ...(primary && nodes.includes(primary) ? [primary] : []),
    ...side,
  ];
}

/** The group whose button is the main one among those that share fields. */
function leadingGroup(blocks: readonly Block[]): string | undefined {
  const able = blocks.filter(({ nodes }) => submits(nodes).length > 0);
  return (
    able.find(({ group }) => group === 'password') ??
    able.find(({ group, nodes }) => !COMMON.has(group) && nodes.some(isField)) ??
    able.find(({ group }) => COMMON.has(group)) ??
    able.find(({ nodes }) => primaryOf(nodes) !== undefined) ??
    blocks.find(({ nodes }) => nodes.some(isButton))
  )?.group;
}

/** A form of its own for one group. */
function alone({ group, nodes }: Block, shared: readonly UiNode[]): FormPlan {
  const primary = FEDERATED.has(group) || !nodes.some(isField) ? undefined : primaryOf(nodes);
  return { group, shared, main: arranged(nodes, primary), others: [], primary };
}

/** One form for everything that needs the common fields. */
function together(common: readonly UiNode[], rest: readonly UiNode[], all: readonly UiNode[]): FormPlan {
  const blocks = groupsOf(rest);
  const lead = leadingGroup([...groupsOf(common), ...blocks]) ?? 'default';
  const belongs = (node: UiNode): boolean => COMMON.has(node.group) || node.group === lead;
  const main = all.filter((node) => belongs(node) && (common.includes(node) || rest.includes(node)));
  const primary = primaryOf(main.filter(({ group }) => group === lead));
  const others = blocks
    .filter(({ group }) => group !== lead)
    .map(({ group, nodes }) => ({ group, nodes: arranged(nodes, undefined) }));
  return { group: lead, shared: [], main: arranged(main, primary), others, primary };
}

/**
 * Distributes the nodes of a flow over forms. Ways that need the same visible fields share one form; every other
 * group gets its own, so that Enter and the browser's checks concern one way only, and a password typed for one
 * is not sent along with another. Works by node type and position, without knowing any method.
 */
export function planForms(nodes: readonly UiNode[]): PagePlan {
  const scripts = nodes.filter(({ attributes }) => attributes.node_type === 'script');
  const all = nodes.filter((node) => !scripts.includes(node));
  const common = all.filter(({ group }) => COMMON.has(group));
  const rest = all.filter(({ group }) => !COMMON.has(group));
  const federated = rest.filter(({ group }) => FEDERATED.has(group));
  const local = rest.filter((node) => !federated.includes(node));
  const shared = common.filter(isHidden);

  const shares = common.some((node) => !isHidden(node));
  // Where a provider is the only way on (it asked for more details), its button belongs to the fields.
  const apart = [...common, ...local].some(isButton) ? federated : [];
  const first = groupsOf(apart).map((block) => alone(block, shared));
  if (shares) {
    const form = together(common, apart.length > 0 ? local : rest, all);
    return { forms: [...first, form], scripts };
  }
  const blocks = groupsOf(apart.length > 0 ? local : rest);
  const seen = blocks.filter(({ nodes: members }) => members.some((node) => !isHidden(node)));
  const unseen = blocks.filter((block) => !seen.includes(block)).flatMap(({ nodes: members }) => members);
  const forms = [...first, ...seen.map((block) => alone(block, shared))];
  if (forms.length === 0) return { forms: [], scripts };
  return {
    forms: forms.map((form, index) => (index === 0 ? { ...form, main: [...unseen, ...form.main] } : form)),
    scripts,
  };
}

/** For pages that offer a choice: what is to be typed comes before bare buttons, providers stay on top. */
export function fieldsFirst(forms: readonly FormPlan[]): readonly FormPlan[] {
  const rank = (form: FormPlan): number => (FEDERATED.has(form.group) ? 0 : form.main.some(isField) ? 1 : 2);
  return [...forms].sort((a, b) => rank(a) - rank(b));
}

/** For settings: who somebody is and their password come first, whatever the order of the nodes. */
export function accountFirst(forms: readonly FormPlan[]): readonly FormPlan[] {
  const rank = ({ group }: FormPlan): number => (group === 'profile' ? 0 : group === 'password' ? 1 : 2);
  return [...forms].sort((a, b) => rank(a) - rank(b));
}
