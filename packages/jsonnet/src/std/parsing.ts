import { parseAllDocuments } from 'yaml';
import { JsonnetError } from '../errors.ts';
import { charge, chargeText, fail, isStackOverflow, vm } from '../runtime/machine.ts';
import { fromJson } from '../runtime/host.ts';
import type { Native, Value } from '../runtime/values.ts';
import { text } from './arguments.ts';
import { natives } from './registry.ts';

/** Parsing numbers and data (specification: std, parsing). */
export function parseNatives(): Native[] {
  return natives({
    parseInt: [
      'str',
      (str: Value) =>
        parseNumber(text(str, 'str').replace(/^[+-]/, ''), 10, /^[0-9]+$/) * (String(str).startsWith('-') ? -1 : 1),
    ],
    parseOctal: ['str', (str: Value) => parseNumber(text(str, 'str'), 8, /^[0-7]+$/)],
    parseHex: ['str', (str: Value) => parseNumber(text(str, 'str'), 16, /^[0-9a-fA-F]+$/)],
    parseJson: ['str', parseJson],
    parseYaml: ['str', parseYaml],
  });
}

function parseNumber(digits: string, radix: number, pattern: RegExp): number {
  chargeText(digits.length * 4);
  if (!pattern.test(digits)) return fail(`'${digits.slice(0, 40)}' is not a number in base ${radix}`);
  const prefix = radix === 16 ? '0x' : radix === 8 ? '0o' : '';
  const value = digits.length < 400 ? Number(prefix + digits) : Number.POSITIVE_INFINITY;
  return Number.isFinite(value) ? value : fail('the number is too large');
}

function parseJson(str: Value): Value {
  const input = text(str, 'str');
  chargeText(input.length * 8);
  let data: unknown;
  try {
    data = JSON.parse(input);
  } catch (error) {
    if (isStackOverflow(error)) throw error;
    return fail(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return fromJson(data);
}

const YAML_STEPS_PER_CHARACTER = 32;
const YAML_STEPS = 200;
const MOST_ALIASES = 100;

/** One YAML document as its value, a stream of several as an array. */
function parseYaml(str: Value): Value {
  const input = text(str, 'str');
  charge(YAML_STEPS + input.length * YAML_STEPS_PER_CHARACTER);
  if (yamlDepth(input) > vm.maxDepth) return fail('the YAML text is nested too deeply');
  let documents: unknown[];
  try {
    const parsed = parseAllDocuments(input, {
      version: '1.2',
      logLevel: 'error',
      uniqueKeys: false,
      merge: true,
      stringKeys: false,
      prettyErrors: false,
    });
    documents = [];
    for (const document of parsed) {
      const [error] = document.errors;
      if (error !== undefined) return fail(`not YAML: ${error.message}`);
      documents.push(document.toJS({ maxAliasCount: MOST_ALIASES }));
    }
  } catch (error) {
    if (isStackOverflow(error) || error instanceof JsonnetError) throw error;
    return fail(`not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (documents.length === 0) return null;
  return fromJson(documents.length === 1 && !/^---/m.test(input) ? documents[0] : documents);
}

/** An upper bound for the nesting of a YAML text: open brackets and lists in lists on one line, and indentation. */
function yamlDepth(input: string): number {
  let flow = 0;
  let deepest = 0;
  let indent = 0;
  let dashes = 0;
  let lineStart = true;
  const widths: number[] = [];
  for (let i = 0; i < input.length; i++) {
    const char = input[i];
    if (char === '\n') {
      indent = dashes = 0;
      lineStart = true;
      continue;
    }
    if (char === '[' || char === '{') deepest = Math.max(deepest, ++flow + widths.length);
    else if ((char === ']' || char === '}') && flow > 0) flow--;
    if (!lineStart) continue;
    if (char === ' ') indent++;
    else if (char === '-' || char === '?') {
      deepest = Math.max(deepest, ++dashes + widths.length);
      indent++;
    } else {
      lineStart = false;
      while (widths.length > 0 && (widths.at(-1) as number) >= indent) widths.pop();
      widths.push(indent);
      deepest = Math.max(deepest, widths.length + dashes);
    }
  }
  return deepest;
}
