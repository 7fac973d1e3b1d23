import { chargeText } from './machine.ts';

/** Strings as sequences of code points over JavaScript's UTF-16. Text without surrogates takes the short way. */
const SURROGATE = /[\ud800-\udfff]/;

let lastText = '';
let lastPoints: readonly string[] | undefined;

/** The code points of a text as strings, or undefined if every UTF-16 unit is one. */
export function codePoints(text: string): readonly string[] | undefined {
  if (text.length < 16) return SURROGATE.test(text) ? Array.from(text) : undefined;
  if (text === lastText) return lastPoints;
  chargeText(text.length);
  lastPoints = undefined;
  if (SURROGATE.test(text)) {
    chargeText(text.length * 8);
    lastPoints = Array.from(text);
  }
  lastText = text;
  return lastPoints;
}

/** Forgets the remembered text, so that nothing outlives an evaluation. */
export function forgetText(): void {
  lastText = '';
  lastPoints = undefined;
}

/** Length in code points. */
export function textLength(text: string): number {
  return codePoints(text)?.length ?? text.length;
}

/** The code point at an index, as a string; undefined outside. */
export function charAt(text: string, index: number): string | undefined {
  const points = codePoints(text);
  return points === undefined ? text[index] : points[index];
}

/** The code points as strings. */
export function chars(text: string): string[] {
  const points = codePoints(text);
  return points === undefined ? text.split('') : points.slice();
}

/** The part from one code point to another (exclusive). */
export function sliceText(text: string, from: number, to: number): string {
  const points = codePoints(text);
  return points === undefined ? text.slice(from, to) : points.slice(from, to).join('');
}
