import type { Theme } from '../theme.ts';
import { themedCss } from '../theme.ts';
import { CSS } from './css.ts';
import { SCRIPT } from './script.ts';

/** A file that pages refer to. Its address changes with its content, so browsers may keep it for good. */
export interface Asset {
  readonly path: string;
  readonly version: string;
  readonly type: string;
  readonly text: string;
}

/** FNV-1a over two seeds, 64 bits in all: names a version, proves nothing. */
function fingerprint(text: string): string {
  return [0x811c9dc5, 0x01000193]
    .map((seed) => {
      let hash = seed;
      for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
      return (hash >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}

function asset(path: string, type: string, text: string): Asset {
  return { path, type: `${type}; charset=utf-8`, text, version: fingerprint(text) };
}

/** Style sheet and script of the pages. @throws TypeError for a theme value that is not allowed */
export function assetsFor(theme: Theme): { readonly css: Asset; readonly script: Asset } {
  return {
    css: asset('/zelos-ui.css', 'text/css', themedCss(CSS, theme)),
    script: asset('/zelos-ui.js', 'text/javascript', SCRIPT),
  };
}
