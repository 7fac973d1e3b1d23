/** Changes of case over words; the rules are those of the libraries that Sprig uses. */

const letterOrDigit = /[\p{L}\p{Nd}_]/u;

/** Capitals at the start of every word; any character that is no letter, digit or underscore ends a word. */
export function titleCase(text: string): string {
  let previous = ' ';
  let result = '';
  for (const char of text) {
    const separates = previous < '\x80' ? !letterOrDigit.test(previous) : /\s/u.test(previous);
    result += separates ? char.toUpperCase() : char;
    previous = char;
  }
  return result;
}

/** Small letters at the start of every word; only blanks end a word. */
export function untitle(text: string): string {
  return text.replace(/(^|\s)(\S)/gu, (_match, blank: string, char: string) => blank + char.toLowerCase());
}

/** Exchanges capitals and small letters. */
export function swapCase(text: string): string {
  let result = '';
  for (const char of text) {
    const lower = char.toLowerCase();
    result += char === lower ? char.toUpperCase() : lower;
  }
  return result;
}

/** The first characters of all words. */
export function initialsOf(text: string): string {
  return text
    .split(/\s+/u)
    .map((word) => [...word][0] ?? '')
    .join('');
}

/** Words in small letters joined by a mark: a capital, a blank or one of "_-." starts a word. */
export function separatedCase(text: string, mark: string): string {
  return splitWords(text)
    .map((part) => (/^[\s_\-.]+$/u.test(part) ? mark.repeat([...part].length) : part.toLowerCase()))
    .reduce((joined, part) => {
      if (joined === '' || joined.endsWith(mark) || part.startsWith(mark)) return joined + part;
      return `${joined}${mark}${part}`;
    }, '');
}

function splitWords(text: string): string[] {
  return text.match(/[\s_\-.]+|\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{Nd}+|[^\s_\-.]/gu) ?? [];
}

/** Joins words at "_", "-" and blanks with capitals: "http_server" becomes "HttpServer". */
export function camelCase(text: string): string {
  const lead = /^[_\-\s]*/u.exec(text)?.[0] ?? '';
  const rest = text.slice(lead.length);
  return (
    lead +
    rest
      .split(/[_\-\s]+/u)
      .map((word) => {
        const [first = '', ...others] = [...word];
        return first.toUpperCase() + others.join('').toLowerCase();
      })
      .join('')
  );
}
