import type { UiNodeImageAttributes } from '@zelos/contract';
import { attributes, html, safeImageUrl } from '../html.ts';
import { say } from '../text/index.ts';
import type { RenderNode } from './view.ts';

/** Renders a picture, such as the QR code for an authenticator app. */
export const renderImage: RenderNode<UiNodeImageAttributes> = (node, image, view) => {
  const label = node.meta.label ? say(view.texts, node.meta.label) : '';
  const picture = attributes({ src: safeImageUrl(image.src), width: image.width, height: image.height, alt: label });
  return html`<figure class="picture">${label ? html`<figcaption>${label}</figcaption>` : undefined}<img${picture}></figure>`;
};
