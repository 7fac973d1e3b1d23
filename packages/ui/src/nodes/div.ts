import type { UiNodeDivisionAttributes } from '@zelos/contract';
import { attributes, html } from '../html.ts';
import type { RenderNode } from './view.ts';

/** Renders an empty place that some script fills. Data keys that are no attribute names are left out. */
export const renderDiv: RenderNode<UiNodeDivisionAttributes> = (_node, div) => {
  const data = Object.entries(div.data ?? {}).filter(([key]) => /^[a-z][a-z0-9-]*$/.test(key));
  return html`<div${attributes({
    id: div.id,
    class: div.class,
    ...Object.fromEntries(data.map(([key, value]) => [`data-${key}`, value])),
  })}></div>`;
};
