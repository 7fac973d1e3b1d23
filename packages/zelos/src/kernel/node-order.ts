import type { UiNode } from '@zelos/contract';
import { nodeId } from './ui.ts';

/** How the nodes of one kind of flow are ordered (contract: nodes, section 2). */
export interface NodeOrder {
  /** Groups in order; a group that is not listed comes before all of them. */
  readonly groups: readonly string[];
  /** Name prefixes in order, applied inside a run of neighbours of one group. */
  readonly keys: readonly string[];
}

function textOf(node: UiNode): string {
  const a = node.attributes;
  switch (a.node_type) {
    case 'input':
      return a.value === undefined || a.value === null ? '<nil>' : String(a.value);
    case 'text':
      return a.text.text;
    case 'img':
    case 'script':
      return a.src;
    default:
      return '';
  }
}

/**
 * Sorts by group, then inside neighbours of one group (`default` and `password` count as one) by key and value.
 * The second relation is no strict weak order, hence an insertion sort in which an element moves left only while it is
 * less than its immediate left neighbour: any other algorithm gives another result.
 */
export function sortNodes(nodes: readonly UiNode[], order: NodeOrder): readonly UiNode[] {
  const rank = (n: UiNode) => order.groups.indexOf(n.group);
  const byGroup = [...nodes].sort((a, b) => rank(a) - rank(b));
  const keyOf = (n: UiNode) => {
    const id = nodeId(n);
    if (id === 'method') return order.keys.length + 1;
    const at = order.keys.findIndex((k) => id.startsWith(k));
    return at < 0 ? order.keys.length : at;
  };
  const related = (a: UiNode, b: UiNode) =>
    a.group === b.group ||
    (a.group === 'default' && b.group === 'password') ||
    (a.group === 'password' && b.group === 'default');
  const less = (a: UiNode, b: UiNode) => {
    if (!related(a, b)) return false;
    const [ka, kb] = [keyOf(a), keyOf(b)];
    return ka === kb ? textOf(a) < textOf(b) : ka < kb;
  };
  for (let i = 1; i < byGroup.length; i += 1) {
    for (let j = i; j > 0; j -= 1) {
      const [left, right] = [byGroup[j - 1], byGroup[j]];
      if (!left || !right || !less(right, left)) break;
      byGroup[j - 1] = right;
      byGroup[j] = left;
    }
  }
  return byGroup;
}
