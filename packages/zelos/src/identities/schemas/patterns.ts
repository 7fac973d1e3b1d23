import { RE2JS } from 're2js';
import { SchemaFault } from './errors.ts';
import { cut } from './json.ts';

/** Instructions of a compiled pattern; more are refused, since time grows with instructions times characters. */
const LARGEST_PROGRAM = 2000;
/** Instructions times UTF-16 units of the tested text, about 100 ms. A longer text counts as not matching. */
const LARGEST_WORK = 30_000_000;

/** A pattern in a linear-time engine: no nested repetition can stall it (SR-IV-07). */
export interface LinearPattern {
  test(text: string): boolean;
  /** The source. The validator tells patterns apart by it. */
  toString(): string;
}

/**
 * Compiles a pattern of an identity schema. The syntax is RE2's, as everywhere in the protocol; spellings that only
 * ECMA-262 has (`\u00e4`) are translated. Throws SchemaFault for what a linear-time engine cannot do (look-around, back
 * references) and for patterns that expand too far.
 */
export function compilePattern(source: string): LinearPattern {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (refused) {
    try {
      compiled = RE2JS.compile(RE2JS.translateRegExp(source));
    } catch {
      throw new SchemaFault(`the pattern ${JSON.stringify(cut(source))} cannot be used: ${(refused as Error).message}`);
    }
  }
  const size = Math.max(1, compiled.programSize());
  if (size > LARGEST_PROGRAM) throw new SchemaFault(`the pattern ${JSON.stringify(cut(source))} repeats too often`);
  return {
    test: (text) => text.length * size <= LARGEST_WORK && compiled.matcher(text).find(),
    toString: () => source,
  };
}
