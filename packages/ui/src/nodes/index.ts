import type { UiNode } from '@zelos/contract';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { renderAnchor } from './a.ts';
import { renderDiv } from './div.ts';
import { renderImage } from './img.ts';
import { renderInput } from './input.ts';
import { renderScript } from './script.ts';
import { renderText } from './text.ts';
import type { NodeView } from './view.ts';

/** Renders any node by its type. A type we do not know renders nothing. */
export function renderNode(node: UiNode, view: NodeView): Html {
  const { attributes } = node;
  switch (attributes.node_type) {
    case 'input':
      return renderInput(node, attributes, view);
    case 'text':
      return renderText(node, attributes, view);
    case 'img':
      return renderImage(node, attributes, view);
    case 'a':
      return renderAnchor(node, attributes, view);
    case 'script':
      return renderScript(node, attributes, view);
    case 'div':
      return renderDiv(node, attributes, view);
    default:
      return html``;
  }
}
