/** Changes of case over words; the rules are those of the libraries that Sprig uses. */

const letterOrDigit = /[\p{L}\p{Nd}_]/u;

/** Capitals at the start of every word; any character that is no letter, digit or underscore ends a word. */
export function titleCase(text: string): string {
  let previous = ' ';
  let result = '';
  for (const char of text) {
    const separates = previous < '\x80' ? !letterOrDigit.test(previous) : /\s/u.test(previous);
    result += separates ? upperCase(char) : char;
    previous = char;
  }
  return result;
}

/** Small letters at the start of every word; only blanks end a word. */
export function untitle(text: string): string {
  return text.replace(/(^|\s)(\S)/gu, (_match, blank: string, char: string) => blank + lowerCase(char));
}

/** Exchanges capitals and small letters. */
export function swapCase(text: string): string {
  let result = '';
  for (const char of text) {
    const lower = lowerCase(char);
    result += char === lower ? upperCase(char) : lower;
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

/** Words in small letters joined by a mark: a capital, digits, a blank, "_" or "-" start a word. */
export function separatedCase(text: string, mark: string): string {
  const parts =
    text.match(/[\s_-]+|\p{Nd}+[\p{Ll}\p{Lo}\p{M}]*|\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\s_\-\p{Lu}\p{Nd}]+|[\s\S]/gu) ?? [];
  let joined = '';
  let marked = true;
  for (const part of parts) {
    const separates = /^[\s_-]/u.test(part);
    if (!marked && !separates) joined += mark;
    joined += separates ? mark.repeat(part.length) : lowerCase(part);
    marked = separates;
  }
  return joined;
}

/** Joins words at "_", "-" and blanks with capitals: "http_server" becomes "HttpServer"; marks at both ends stay. */
export function camelCase(text: string): string {
  const marks = /[_\-\s]/u;
  let start = 0;
  let end = text.length;
  while (start < end && marks.test(text[start] ?? '')) start += 1;
  while (end > start && marks.test(text[end - 1] ?? '')) end -= 1;
  const middle = text.slice(start, end);
  const joined = middle
    .replace(/[_\-\s]+/gu, (run) => `${run.slice(1)} `)
    .replace(/[^ ]+ ?/gu, (word) => {
      let previous = '';
      let result = '';
      for (const char of word.trimEnd()) {
        if (result === '' || /[_\-\s]/u.test(previous)) result += upperCase(char);
        else result += /\p{Lu}/u.test(previous) ? lowerCase(char) : char;
        previous = char;
      }
      return result;
    });
  return text.slice(0, start) + joined + text.slice(end);
}

/** Capitals by the simple mapping of Unicode: a letter stays one letter. */
export function upperCase(text: string): string {
  return mapLetters(text, (char) => char.toUpperCase());
}

/** Small letters by the simple mapping of Unicode. */
export function lowerCase(text: string): string {
  return mapLetters(text, (char) => char.toLowerCase());
}

function mapLetters(text: string, map: (char: string) => string): string {
  if (/^[ -~\s]*$/.test(text)) return map(text);
  let result = '';
  for (const char of text) {
    const mapped = map(char);
    result += [...mapped].length === 1 ? mapped : char;
  }
  return result;
}
