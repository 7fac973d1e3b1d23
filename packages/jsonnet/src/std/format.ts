import { toText } from '../manifest/text.ts';
import { allowText, charge, chargeText, fail, failLimit, vm } from '../runtime/machine.ts';
import { formatGeneral, formatNumber } from '../runtime/numbers.ts';
import { Obj } from '../runtime/objects.ts';
import { element, type Lazy, typeOf, type Value } from '../runtime/values.ts';
import type { Site } from '../source.ts';

/** One `%` code of a format string. */
interface FormatCode {
  readonly key: string | undefined;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly left: boolean;
  readonly blank: boolean;
  readonly plus: boolean;
  readonly width: number | '*' | undefined;
  readonly precision: number | '*' | undefined;
  readonly conversion: string;
}

const CODE = /%(?:\(([^)]*)\))?([#0\- +]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]*([\s\S])?/y;
const MAX_PRECISION = 100;

/** Cuts a format string into literal parts and codes (specification: std.format). */
function parseFormat(text: string, site: Site | undefined): (string | FormatCode)[] {
  const parts: (string | FormatCode)[] = [];
  let from = 0;
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', from)) {
    if (at > from) parts.push(text.slice(from, at));
    CODE.lastIndex = at;
    const match = CODE.exec(text) as RegExpExecArray;
    const [whole, key, flags = '', width, precision, conversion] = match;
    if (conversion === undefined) fail('a format code is cut off', site);
    if (!'diuoxXeEfFgGcs%'.includes(conversion)) fail(`unknown format code '${conversion}'`, site);
    parts.push({
      key,
      alternate: flags.includes('#'),
      zero: flags.includes('0'),
      left: flags.includes('-'),
      blank: flags.includes(' '),
      plus: flags.includes('+'),
      width: measure(width),
      precision: /\.[hlL]*[\s\S]$/.test(whole) ? 0 : measure(precision),
      conversion,
    });
    from = at + whole.length;
    charge(1);
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

function measure(digits: string | undefined): number | '*' | undefined {
  return digits === undefined || digits === '*' ? digits : Number(digits);
}

/**
 * `text % values` and std.format: fills the codes of a text with the values of an array, the fields of an object, or
 * one value.
 * @param values an array for codes in order, an object for codes with keys, or a single value.
 */
export function format(text: string, values: Value, site?: Site): string {
  chargeText(text.length);
  const source = new ValueSource(values, site);
  let result = '';
  for (const part of parseFormat(text, site)) {
    result += typeof part === 'string' ? part : formatCode(part, source, site);
    if (result.length > vm.stringLength) failLimit('stringLength');
  }
  source.finish();
  return result;
}

/** Hands out the values for the codes. */
class ValueSource {
  readonly #values: Lazy[];
  readonly #object: Obj | undefined;
  readonly #site: Site | undefined;
  #at = 0;

  constructor(values: Value, site: Site | undefined) {
    this.#object = values instanceof Obj ? values : undefined;
    this.#values = Array.isArray(values) ? values : [values];
    this.#site = site;
  }

  next(): Value {
    if (this.#object !== undefined) return fail('a format code for an object needs a key: %(name)s', this.#site);
    if (this.#at >= this.#values.length)
      return fail(`too few values for the format: ${this.#values.length}`, this.#site);
    return element(this.#values, this.#at++);
  }

  named(key: string): Value {
    return this.#object === undefined ? this.next() : this.#object.get(key, this.#site);
  }

  finish(): void {
    if (this.#object === undefined && this.#at < this.#values.length)
      fail(`too many values for the format: ${this.#values.length}, used ${this.#at}`, this.#site);
  }
}

function formatCode(code: FormatCode, source: ValueSource, site: Site | undefined): string {
  const width = code.width === '*' ? starred(source.next(), site) : (code.width ?? 0);
  const precision = code.precision === '*' ? starred(source.next(), site) : code.precision;
  allowText(width);
  if (precision !== undefined) allowText(precision);
  const isLiteral = code.conversion === '%';
  const value = isLiteral ? '%' : code.key === undefined ? source.next() : source.named(code.key);
  const zeros = code.zero && !code.left ? width : 0;
  const shown = isLiteral ? '%' : convertValue(code, value, precision, zeros, site);
  const missing = width - codePointLength(shown);
  if (missing <= 0) return shown;
  return code.left ? shown + ' '.repeat(missing) : ' '.repeat(missing) + shown;
}

function starred(value: Value, site: Site | undefined): number {
  if (typeof value !== 'number') return fail(`'*' in a format needs a number, not ${typeOf(value)}`, site);
  return Math.max(0, Math.trunc(value));
}

function codePointLength(text: string): number {
  // eslint-disable-next-line no-control-regex
  return /[^\u0000-\ud7ff]/.test(text) ? Array.from(text).length : text.length;
}

function convertValue(
  code: FormatCode,
  value: Value,
  precision: number | undefined,
  zeros: number,
  site: Site | undefined,
): string {
  const { conversion } = code;
  if (conversion === 's') return toText(value);
  if (conversion === 'c') return formatChar(value, site);
  if (typeof value !== 'number') return fail(`format code %${conversion} needs a number, not ${typeOf(value)}`, site);
  const negative = ('diuoxX'.includes(conversion) ? Math.trunc(value) : value) < 0;
  const sign = negative ? '-' : code.plus ? '+' : code.blank ? ' ' : '';
  const amount = Math.abs(value);
  const digits = 'diuoxX'.includes(conversion)
    ? formatInteger(code, Math.trunc(amount), precision ?? 0)
    : formatFloat(code, amount, precision ?? 6);
  const prefix = integerPrefix(code, Math.trunc(amount));
  const missing = zeros - sign.length - prefix.length - digits.length;
  return sign + prefix + (missing > 0 ? '0'.repeat(missing) : '') + digits;
}

function formatChar(value: Value, site: Site | undefined): string {
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || value < 0 || value > 0x10ffff)
      fail(`${formatNumber(value)} is not a code point`, site);
    return String.fromCodePoint(value);
  }
  if (typeof value !== 'string') return fail(`format code %c needs a number or a string, not ${typeOf(value)}`, site);
  return codePointLength(value) === 1 ? value : fail('format code %c needs a string of one character', site);
}

function integerPrefix(code: FormatCode, amount: number): string {
  if (!code.alternate || (amount === 0 && code.conversion === 'o')) return '';
  if (code.conversion === 'o') return '0';
  return code.conversion === 'x' ? '0x' : code.conversion === 'X' ? '0X' : '';
}

function formatInteger(code: FormatCode, amount: number, precision: number): string {
  const { conversion } = code;
  const radix = conversion === 'o' ? 8 : conversion === 'x' || conversion === 'X' ? 16 : 10;
  const text = BigInt(amount).toString(radix);
  const digits = conversion === 'X' ? text.toUpperCase() : text;
  return digits.padStart(precision, '0');
}

function formatFloat(code: FormatCode, amount: number, precision: number): string {
  const { conversion, alternate } = code;
  const digits = Math.min(precision, MAX_PRECISION);
  const extra = '0'.repeat(precision - digits);
  const upper = conversion === 'E' || conversion === 'G';
  if (conversion === 'g' || conversion === 'G') return formatGeneral(amount, precision, alternate, upper);
  if (conversion === 'f' || conversion === 'F') {
    const fixed =
      amount >= 1e21
        ? BigInt(amount).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '')
        : amount.toFixed(digits);
    return fixed + extra + (alternate && precision === 0 ? '.' : '');
  }
  const [mantissa = '', power = '0'] = amount.toExponential(digits).split('e');
  const exponent = Number(power);
  const point = alternate && precision === 0 ? '.' : '';
  const text = `${mantissa}${extra}${point}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return upper ? text.toUpperCase() : text;
}
