import type { Budget } from './budget.ts';
import { formatValue, joinNested, quoteString } from './format.ts';
import { formatFloat } from './numbers.ts';
import { isList, isMap, isWhole, typeName, type Value } from './value.ts';

interface Directive {
  readonly minus: boolean;
  readonly plus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** -1 when not given. */
  readonly width: number;
  readonly precision: number;
  readonly verb: string;
}

/** The largest width or precision taken; Go refuses larger ones as well. */
const maxWidth = 1_000_000;

/** Go's `printf` (package fmt) for the values that templates know. Mistakes are shown in the text as Go shows them. */
export function formatPrintf(format: string, args: readonly Value[], budget: Budget): string {
  const pattern = /%([+\-# 0]*)(?:\[(\d+)\])?(\*|\d+)?(?:(\.)(?:\[(\d+)\])?(\*|\d+)?)?(?:\[(\d+)\])?([\s\S])?/gu;
  let next = 0;
  let reordered = false;
  let text = '';
  let end = 0;
  const take = (): Value | undefined => args[next++];
  const jump = (index: string | undefined): boolean => {
    if (index === undefined) return true;
    reordered = true;
    next = Number(index) - 1;
    return next >= 0 && next < args.length;
  };
  for (const match of format.matchAll(pattern)) {
    budget.step();
    text += format.slice(end, match.index);
    end = match.index + match[0].length;
    const [, flags = '', widthIndex, widthText, point, precisionIndex, precisionText, verbIndex, verb] = match;
    if (verb === undefined) {
      text += '%!(NOVERB)';
      continue;
    }
    if (verb === '%') {
      text += '%';
      continue;
    }
    // "[n]" before a width that is no "*" belongs to the verb.
    const known = jump(widthIndex);
    const width = measure(widthText, take);
    const knownPrecision = jump(precisionIndex);
    const precision = point === undefined ? -1 : precisionText === undefined ? 0 : measure(precisionText, take);
    if (!jump(verbIndex) || !known || !knownPrecision) {
      text += `%!${verb}(BADINDEX)`;
      continue;
    }
    if (width === null) text += '%!(BADWIDTH)';
    if (precision === null || (precision !== -1 && precision < 0)) text += '%!(BADPREC)';
    const directive: Directive = {
      minus: flags.includes('-') || (width !== null && width < 0 && widthText === '*'),
      // With "v" the sign asks for the names of fields, which these values do not have.
      plus: flags.includes('+') && verb !== 'v',
      sharp: flags.includes('#'),
      space: flags.includes(' '),
      zero: flags.includes('0') && !flags.includes('-'),
      width: width === null || widthText === undefined ? -1 : Math.abs(width),
      precision: precision === null || precision < 0 ? -1 : precision,
      verb,
    };
    budget.memory(Math.max(directive.width, directive.precision, 0));
    const value = take();
    text += value === undefined ? `%!${verb}(MISSING)` : formatArgument(value, directive, budget);
    budget.memory(match[0].length);
  }
  text += format.slice(end);
  if (!reordered && next < args.length) {
    const extra = args
      .slice(next)
      .map((value) => (value === null ? '<nil>' : `${typeName(value)}=${formatValue(value, budget)}`));
    text += `%!(EXTRA ${extra.join(', ')})`;
  }
  return text;
}

/** A width or precision: given digits, or the next argument for `*`; null when it cannot be used. */
function measure(text: string | undefined, take: () => Value | undefined): number | null {
  if (text === undefined) return -1;
  const value = text === '*' ? take() : Number(text);
  if (!isWhole(value) || Math.abs(Number(value)) > maxWidth) return null;
  return Number(value);
}

function formatArgument(value: Value, directive: Directive, budget: Budget): string {
  if (directive.verb === 'T') return pad(typeName(value), directive);
  if (value === null && directive.verb === 'v') return pad('<nil>', directive);
  if (isList(value) || isMap(value))
    return joinNested(value, budget, 0, (leaf) => (leaf === null ? '<nil>' : formatLeaf(leaf, directive, budget)));
  return formatLeaf(value, directive, budget);
}

function formatLeaf(value: Value, directive: Directive, budget: Budget): string {
  const { verb } = directive;
  budget.memory(Math.max(directive.width, directive.precision, 0));
  if (typeof value === 'boolean' && (verb === 'v' || verb === 't')) return pad(String(value), directive);
  if (typeof value === 'string') {
    const text = formatText(value, directive);
    if (text !== null) return text;
  }
  if (typeof value === 'number' && (!isWhole(value) || 'veEfFgG'.includes(verb))) {
    const text = formatNumber(value, directive);
    if (text !== null) return text;
  } else if (isWhole(value)) {
    const text = formatInteger(BigInt(value), directive);
    if (text !== null) return text;
  }
  if (value === null) return verb === 'v' ? pad('<nil>', directive) : `%!${verb}(<nil>)`;
  return `%!${verb}(${typeName(value)}=${formatValue(value, budget)})`;
}

function formatText(value: string, directive: Directive): string | null {
  const { verb, precision, sharp, plus, space } = directive;
  const cut = precision < 0 ? value : [...value].slice(0, precision).join('');
  if (verb === 'v' && sharp) return pad(quoteString(cut), directive);
  if (verb === 'v' || verb === 's') return pad(cut, directive);
  if (verb === 'q') {
    const raw = sharp && !/[`\p{Cc}]/u.test(cut);
    return pad(raw ? `\`${cut}\`` : quoteString(cut, '"', plus), directive);
  }
  if (verb !== 'x' && verb !== 'X') return null;
  const bytes = Buffer.from(value);
  const digits = [...(precision < 0 ? bytes : bytes.subarray(0, precision))].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  const prefix = sharp ? '0x' : '';
  const text =
    digits.length === 0 ? '' : space ? digits.map((pair) => prefix + pair).join(' ') : prefix + digits.join('');
  return pad(verb === 'X' ? text.toUpperCase() : text, directive);
}

const radixes: Readonly<Record<string, number>> = { d: 10, v: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

function formatInteger(value: bigint, directive: Directive): string | null {
  const { verb, sharp, precision } = directive;
  if (verb === 'c' || verb === 'q') {
    const char = value >= 0n && value <= 0x10ffffn ? String.fromCodePoint(Number(value)) : '\ufffd';
    return pad(verb === 'c' ? char : quoteString(char, "'", directive.plus), directive);
  }
  if (verb === 'U')
    return pad(
      `U+${BigInt.asUintN(64, value).toString(16).toUpperCase().padStart(Math.max(4, precision), '0')}`,
      directive,
    );
  const radix = Object.hasOwn(radixes, verb) ? radixes[verb] : undefined;
  if (radix === undefined) return null;
  let digits = (value < 0n ? -value : value).toString(radix);
  if (verb === 'X') digits = digits.toUpperCase();
  const sign = value < 0n ? '-' : directive.plus ? '+' : directive.space ? ' ' : '';
  if (precision === 0 && value === 0n) return pad('', { ...directive, zero: false });
  if (precision >= 0) digits = digits.padStart(precision, '0');
  else if (directive.zero && directive.width > 0) digits = digits.padStart(directive.width - sign.length, '0');
  let prefix = '';
  if (verb === 'O') prefix = '0o';
  else if (sharp && verb === 'b') prefix = '0b';
  else if (sharp && verb === 'o' && !digits.startsWith('0')) prefix = '0';
  else if (sharp && radix === 16) prefix = `0${verb}`;
  return pad(`${sign}${prefix}${digits}`, { ...directive, zero: false });
}

function formatNumber(value: number, directive: Directive): string | null {
  const verb = directive.verb === 'v' ? 'g' : directive.verb.toLowerCase();
  if (verb !== 'e' && verb !== 'f' && verb !== 'g') return null;
  const precision = directive.precision >= 0 ? directive.precision : verb === 'g' ? -1 : 6;
  let text = formatFloat(value, verb, precision);
  if (directive.verb === 'E' || directive.verb === 'G') text = text.replace('e', 'E');
  if (text.startsWith('+') && !directive.plus) text = text.slice(1);
  else if (!/^[+-]/.test(text)) text = `${directive.plus ? '+' : directive.space ? ' ' : ''}${text}`;
  if (!directive.zero || directive.width < 0 || !Number.isFinite(value))
    return pad(text, { ...directive, zero: false });
  const sign = /^[+\- ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(directive.width - sign.length, '0');
}

/** Fills up to the width, counted in code points. */
function pad(text: string, directive: Directive): string {
  const missing = directive.width - [...text].length;
  if (missing <= 0) return text;
  if (directive.minus) return text + ' '.repeat(missing);
  return (directive.zero ? '0' : ' ').repeat(missing) + text;
}
