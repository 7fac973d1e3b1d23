import type { UiNodeAnchorAttributes } from '@zelos/contract';
import { attributes, html, safeUrl } from '../html.ts';
import { say } from '../text/index.ts';
import type { RenderNode } from './view.ts';

/** Renders a link that leads on. */
export const renderAnchor: RenderNode<UiNodeAnchorAttributes> = (node, anchor, view) =>
  html`<a${attributes({ class: 'button button-primary', href: safeUrl(anchor.href) })}>${say(view.texts, node.meta.label ?? anchor.title)}</a>`;
