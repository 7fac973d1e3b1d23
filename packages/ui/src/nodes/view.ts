import type { UiNode, UiNodeInputAttributes } from '@zelos/contract';
import type { Html } from '../html.ts';
import type { Texts } from '../text/index.ts';

/** What a node's renderer must know besides the node. */
export interface NodeView {
  readonly texts: Texts;
  /** Unique in the page; labels and messages refer to it. */
  readonly id: string;
  readonly autofocus: boolean;
  /** How a button looks: the one main action, one of several choices, or a side step such as "back". */
  readonly look: 'primary' | 'choice' | 'quiet';
  /** Whether the browser checks the form's fields before this button sends them. */
  readonly validates: boolean;
  /** Origin from which scripts may come. */
  readonly origin: string;
  /** Labels that a page has in the place of the server's, by name of the field. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

export type RenderNode<Attributes> = (node: UiNode, attributes: Attributes, view: NodeView) => Html;

/** The input attributes of a node, undefined for other types. */
export function inputOf(node: UiNode): UiNodeInputAttributes | undefined {
  return node.attributes.node_type === 'input' ? node.attributes : undefined;
}
export function isHidden(node: UiNode): boolean {
  return inputOf(node)?.type === 'hidden';
}
export function isButton(node: UiNode): boolean {
  const type = inputOf(node)?.type;
  return type === 'submit' || type === 'button';
}
/** A field somebody types or chooses in. */
export function isField(node: UiNode): boolean {
  return inputOf(node) !== undefined && !isHidden(node) && !isButton(node);
}

/** The value as HTML writes it; objects do not occur in forms. */
export function valueText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
