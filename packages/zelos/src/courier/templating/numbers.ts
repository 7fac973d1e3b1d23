/** Bounds of a printed fraction: more digits than this are zeros or noise. */
const maxDigits = 100;

/**
 * Prints a fraction as Go's strconv does (package strconv, FormatFloat).
 * @param format `e`, `f` or `g`
 * @param precision digits behind the point (`e`, `f`) or digits in all (`g`); -1 for as many as the value needs
 */
export function formatFloat(value: number, format: 'e' | 'f' | 'g', precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const negative = value < 0 || Object.is(value, -0);
  const text = formatPositive(Math.abs(value), format, Math.min(precision, maxDigits));
  return negative ? `-${text}` : text;
}

function formatPositive(value: number, format: 'e' | 'f' | 'g', precision: number): string {
  if (format === 'e') return exponential(value, precision);
  if (format === 'f') return precision < 0 ? plain(value) : fixed(value, precision);
  const shortest = precision < 0;
  const wanted = precision === 0 ? 1 : precision;
  const [mantissa = '0', exponentText = '0'] = (
    shortest ? value.toExponential() : value.toExponential(wanted - 1)
  ).split('e');
  const digits = mantissa.replace('.', '').replace(/0+$/, '');
  const exponent = Number(exponentText);
  let threshold = wanted;
  if (threshold > digits.length && digits.length >= exponent + 1) threshold = digits.length;
  if (shortest) threshold = 6;
  if (exponent < -4 || exponent >= threshold) return withExponent(digits, exponent);
  return place(digits, exponent);
}

function exponential(value: number, precision: number): string {
  const [mantissa = '0', exponent = '0'] = (
    precision < 0 ? value.toExponential() : value.toExponential(precision)
  ).split('e');
  return `${mantissa}${exponentPart(Number(exponent))}`;
}

function withExponent(digits: string, exponent: number): string {
  const head = digits[0] ?? '0';
  const tail = digits.slice(1);
  return `${head}${tail === '' ? '' : `.${tail}`}${exponentPart(exponent)}`;
}

function exponentPart(exponent: number): string {
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `e${exponent < 0 ? '-' : '+'}${digits}`;
}

/** Writes significant digits without an exponent. */
function place(digits: string, exponent: number): string {
  if (digits === '') return '0';
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function plain(value: number): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  return place(mantissa.replace('.', '').replace(/0+$/, ''), Number(exponent));
}

/** Digits behind the point, halves rounded to even as Go does (the platform rounds them up). */
function fixed(value: number, precision: number): string {
  if (value >= 1e21) {
    const whole = BigInt(value).toString();
    return precision === 0 ? whole : `${whole}.${'0'.repeat(precision)}`;
  }
  const rounded = value.toFixed(precision);
  const longer = value.toFixed(Math.min(maxDigits, precision + 40));
  const kept = longer.slice(0, longer.length - (Math.min(maxDigits, precision + 40) - precision));
  const rest = longer.slice(kept.length);
  if (!/^50*$/.test(rest)) return rounded;
  const down = kept.endsWith('.') ? kept.slice(0, -1) : kept;
  return /[02468]$/.test(down) ? down : rounded;
}
