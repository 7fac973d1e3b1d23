/** Reading the string literals of the language; nothing here knows about tokens or files. */

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** What is wrong with a string literal, and where in it. */
export interface EscapeError {
  readonly offset: number;
  readonly message: string;
}

/** Replaces the escapes of a quoted string (specification: Lexing, strings). */
export function unescapeString(raw: string): string | EscapeError {
  const parts: string[] = [];
  let from = 0;
  for (let at = raw.indexOf('\\'); at >= 0; at = raw.indexOf('\\', from)) {
    parts.push(raw.slice(from, at));
    const kind = raw[at + 1] ?? '';
    if (kind !== 'u') {
      const value = SIMPLE_ESCAPES[kind];
      if (value === undefined) return { offset: at, message: `unknown escape '\\${kind}'` };
      parts.push(value);
      from = at + 2;
      continue;
    }
    const unit = hexUnit(raw, at);
    if (unit === undefined) return { offset: at, message: "'\\u' needs four hexadecimal digits" };
    from = at + 6;
    if (unit >= 0xd800 && unit <= 0xdfff) {
      const low = raw[from] === '\\' && raw[from + 1] === 'u' ? hexUnit(raw, from) : undefined;
      if (unit > 0xdbff || low === undefined || low < 0xdc00 || low > 0xdfff)
        return { offset: at, message: 'half of a surrogate pair in a string' };
      parts.push(String.fromCharCode(unit, low));
      from += 6;
    } else parts.push(String.fromCharCode(unit));
  }
  parts.push(raw.slice(from));
  return parts.join('');
}

function hexUnit(raw: string, at: number): number | undefined {
  const digits = raw.slice(at + 2, at + 6);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : undefined;
}

/**
 * Reads a text block that starts with `|||` at an offset (specification: Lexing, text blocks).
 * @returns the value and the offset after the closing `|||`, or what is wrong as a sentence.
 */
export function readTextBlock(text: string, start: number): { value: string; end: number } | string {
  let at = start + 3;
  const chomp = text[at] === '-';
  if (chomp) at++;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') at++;
  if (text[at] !== '\n') return 'text block needs a new line after |||';
  at++;
  const lines: string[] = [];
  while (text[at] === '\n' || text.startsWith('\r\n', at)) {
    lines.push('');
    at = text.indexOf('\n', at) + 1;
  }
  const indent = /[ \t]*/y;
  indent.lastIndex = at;
  const margin = indent.exec(text)?.[0] ?? '';
  if (margin === '') return "text block's first line must be indented";
  for (;;) {
    if (text.startsWith(margin, at)) {
      const end = text.indexOf('\n', at);
      if (end < 0) return 'text block is not closed';
      lines.push(text.slice(at + margin.length, end));
      at = end + 1;
    } else if (text[at] === '\n' || text.startsWith('\r\n', at)) {
      lines.push('');
      at = text.indexOf('\n', at) + 1;
    } else break;
  }
  indent.lastIndex = at;
  indent.test(text);
  if (!text.startsWith('|||', indent.lastIndex)) return 'text block is not closed by an outdented |||';
  const value = lines.join('\n') + (chomp ? '' : '\n');
  return { value, end: indent.lastIndex + 3 };
}
