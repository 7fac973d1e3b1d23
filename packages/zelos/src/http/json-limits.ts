const MAX_DEPTH = 64;
const MAX_MEMBERS = 10_000;
const MAX_STRING = 256 * 1024;

/**
 * What a JSON text has too much of, or null: nesting beyond 64, more than 10 000 members in one object or array, or a
 * string of more than 256 KiB (SR-IV-06). Looks at the text before it is parsed, because recursive readers of the
 * value would run out of stack where the parser does not. Says nothing about whether the text is JSON.
 */
export function excessOf(text: string): string | null {
  const members: number[] = [];
  let quotedFrom = -1;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (quotedFrom >= 0) {
      if (c === 0x5c) i += 1;
      else if (c === 0x22) {
        if (i - quotedFrom > MAX_STRING) return `The body has a text of more than ${MAX_STRING} characters.`;
        quotedFrom = -1;
      }
    } else if (c === 0x22) quotedFrom = i + 1;
    else if (c === 0x7b || c === 0x5b) {
      if (members.push(1) > MAX_DEPTH) return 'The body is nested too deeply.';
    } else if (c === 0x7d || c === 0x5d) members.pop();
    else if (c === 0x2c && members.length > 0) {
      const count = (members.pop() ?? 0) + 1;
      if (count > MAX_MEMBERS) return `The body has a list or object of more than ${MAX_MEMBERS} members.`;
      members.push(count);
    }
  }
  return null;
}
