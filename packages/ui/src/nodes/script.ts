import type { UiNodeScriptAttributes } from '@zelos/contract';
import { attributes, html, safeUrl } from '../html.ts';
import type { RenderNode } from './view.ts';

/** Renders a script of the identity server itself. One from anywhere else is left out (the page's policy would refuse it). */
export const renderScript: RenderNode<UiNodeScriptAttributes> = (_node, script, view) => {
  const own = URL.canParse(script.src, view.origin) && new URL(script.src, view.origin).origin === view.origin;
  if (!own) return html``;
  const written = attributes({
    src: safeUrl(script.src),
    async: true,
    integrity: script.integrity || undefined,
    crossorigin: 'anonymous',
    referrerpolicy: 'no-referrer',
  });
  return html`<script${written}></script>`;
};
