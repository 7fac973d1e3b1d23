const TOKEN =
  /\s*(?:([{}[\]:,])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9a-zA-Z.])|(?:true|false|null)\b))/uy;

type Kind = '{' | '}' | '[' | ']' | ':' | ',' | 'string' | 'literal' | 'end' | 'none';

interface Token {
  readonly kind: Kind;
  readonly start: number;
}

/** Where a text stops being JSON (RFC 8259): the offset of the first token that cannot stand there. */
export function jsonErrorOffset(text: string): number {
  let offset = 0;
  const next = (): Token => {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    const start = offset + (/^\s*/.exec(text.slice(offset))?.[0].length ?? 0);
    if (match === null) return { kind: start >= text.length ? 'end' : 'none', start };
    offset = TOKEN.lastIndex;
    const kind = (match[1] as Kind | undefined) ?? (match[2] === undefined ? 'literal' : 'string');
    return { kind, start };
  };
  // What closes each open group; `expected` says what may come next.
  const open: ('}' | ']')[] = [];
  let expected: readonly Kind[] = VALUE;
  for (;;) {
    const { kind, start } = next();
    if (kind === 'end' || !expected.includes(kind)) return start;
    const inMap = open.at(-1) === '}';
    if (kind === '{' || kind === '[') {
      open.push(kind === '{' ? '}' : ']');
      expected = kind === '{' ? ['string', '}'] : [...VALUE, ']'];
    } else if (kind === ':') {
      expected = VALUE;
    } else if (kind === ',') {
      expected = inMap ? ['string'] : VALUE;
    } else if (kind === 'string' && inMap && expected !== VALUE) {
      expected = [':'];
    } else {
      if (kind === '}' || kind === ']') open.pop();
      const closing = open.at(-1);
      expected = closing === undefined ? [] : [',', closing];
    }
  }
}

const VALUE: readonly Kind[] = ['{', '[', 'string', 'literal'];
