import assert from 'node:assert/strict';
import test from 'node:test';
import { CSS } from './css.ts';

/** `--zelos-name` → colour as six digits, of one scheme. */
function colours(block: string): ReadonlyMap<string, string> {
  const found = [...block.matchAll(/--zelos-([a-z-]+):#([0-9a-f]{3}|[0-9a-f]{6});/g)];
  return new Map(found.map(([, name = '', hex = '']) => [name, hex.length === 3 ? hex.replaceAll(/./g, '$&$&') : hex]));
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const [light = '', dark = ''] = [...CSS.matchAll(/:root\{([^}]*)\}/g)].map(([, block]) => block);

test('text is legible in both schemes: 4.5:1 (WCAG 1.4.3), edges of fields 3:1 (1.4.11)', () => {
  const pairs = [
    ['text', ['page', 'card', 'field', 'hover']],
    ['muted', ['page', 'card', 'hover']],
    ['accent', ['page', 'card', 'field', 'hover']],
    ['on-accent', ['accent', 'accent-hover']],
    ['error', ['card', 'error-back']],
    ['success', ['card', 'success-back']],
    ['info', ['card', 'info-back']],
  ] as const;
  for (const block of [light, dark]) {
    const scheme = colours(block);
    const colour = (name: string): string => {
      const value = scheme.get(name);
      assert.ok(value, name);
      return value;
    };
    for (const [front, backs] of pairs) {
      for (const back of backs) {
        const ratio = contrast(colour(front), colour(back));
        assert.ok(ratio >= 4.5, `${front} on ${back}: ${ratio.toFixed(2)}`);
      }
    }
    for (const back of ['card', 'field']) assert.ok(contrast(colour('field-line'), colour(back)) >= 3, back);
  }
});

test('every variable that is used is defined', () => {
  const used = new Set([...CSS.matchAll(/var\((--[a-z-]+)\)/g)].map(([, name]) => name));
  for (const name of used) assert.ok(light.includes(`${name}:`), name);
});
