import { attributeKind, isScriptType } from './attributes.ts';
import { type Context, type MarkupState, scriptStart, styleStart, textContext, urlStart } from './context.ts';
import { type Refuse, scanScript, scanStyle, scanUrl } from './languages.ts';

interface Scan {
  readonly text: string;
  readonly refuse: Refuse;
  position: number;
  context: Context;
  output: string;
}

/**
 * Follows literal text of a document (WHATWG HTML, section 13.2.5, as far as it decides about contexts).
 * Comments are dropped and stray "<" are escaped in the text that is returned.
 * @throws what `refuse` makes for text that could be read in two ways
 */
export function scanMarkup(start: Context, text: string, refuse: Refuse): { context: Context; text: string } {
  const scan: Scan = { text, refuse, position: 0, context: start, output: '' };
  while (scan.position < text.length) steps[scan.context.state](scan);
  if (scan.context.state === 'tagName') {
    // The name may only be followed by what ends it; text or an action would change the element.
    scan.context = { ...scan.context, state: 'boundary' };
  }
  return { context: scan.context, text: scan.output };
}

const steps: Readonly<Record<MarkupState, (scan: Scan) => void>> = {
  text: scanText,
  declaration: (scan) => {
    if (copyThrough(scan, /[^>]*/y) && scan.position < scan.text.length) {
      copyThrough(scan, />/y);
      scan.context = textContext;
    }
  },
  comment: (scan) => {
    const end = /--!?>/g;
    end.lastIndex = scan.position;
    const found = end.exec(scan.text);
    scan.position = found === null ? scan.text.length : end.lastIndex;
    if (found !== null) scan.context = textContext;
  },
  rcdata: scanContent,
  script: scanContent,
  style: scanContent,
  tagName: (scan) => {
    const name = match(scan, /[^\s/>]*/y);
    if (/["'<=`]/.test(name))
      throw scan.refuse('this character may not stand in the name of an element', scan.position);
    copy(scan, name.length);
    scan.context = { ...scan.context, element: scan.context.element + name.toLowerCase() };
    if (scan.position < scan.text.length) scan.context = { ...scan.context, state: 'tag' };
  },
  tag: scanTag,
  attributeName: (scan) => {
    const name = match(scan, /[^\s=/>]*/y);
    if (/["'<`]/.test(name))
      throw scan.refuse('this character may not stand in the name of an attribute', scan.position);
    copy(scan, name.length);
    scan.context = { ...scan.context, attribute: scan.context.attribute + name.toLowerCase() };
    if (scan.position < scan.text.length) scan.context = { ...scan.context, state: 'afterName' };
  },
  dynamicName: (scan) => {
    if (scan.text[scan.position] === '=') scan.context = { ...scan.context, state: 'afterName' };
    else endBoundary(scan);
  },
  boundary: endBoundary,
  afterName: (scan) => {
    copyThrough(scan, /\s*/y);
    if (scan.position >= scan.text.length) return;
    if (scan.text[scan.position] !== '=') {
      scan.context = backToTag(scan.context);
      return;
    }
    copy(scan, 1);
    scan.context = { ...scan.context, state: 'beforeValue' };
  },
  beforeValue: (scan) => {
    copyThrough(scan, /\s*/y);
    const char = scan.text[scan.position];
    if (char === undefined) return;
    if (char === '>') {
      scan.context = backToTag(scan.context);
      return;
    }
    const quote = char === '"' || char === "'" ? char : '';
    copy(scan, quote.length);
    scan.context = openValue(scan.context, quote);
  },
  value: scanValue,
};

/** The context right inside the value of the attribute whose name was read. */
export function openValue(context: Context, quote: Context['quote']): Context {
  const kind = context.attribute === '' ? 'plain' : attributeKind(context.element, context.attribute);
  return {
    ...context,
    state: 'value',
    kind,
    quote,
    literal: '',
    url: urlStart,
    script: scriptStart,
    style: styleStart,
  };
}

/** The context inside a tag behind an attribute. */
export function backToTag(context: Context): Context {
  const { element, closing, opaque } = context;
  return { ...textContext, state: 'tag', element, closing, opaque };
}

function match(scan: Scan, pattern: RegExp): string {
  pattern.lastIndex = scan.position;
  return pattern.exec(scan.text)?.[0] ?? '';
}

function copy(scan: Scan, length: number): void {
  scan.output += scan.text.slice(scan.position, scan.position + length);
  scan.position += length;
}

function copyThrough(scan: Scan, pattern: RegExp): true {
  copy(scan, match(scan, pattern).length);
  return true;
}

function endBoundary(scan: Scan): void {
  if (!/[\s/>]/.test(scan.text[scan.position] ?? '')) {
    throw scan.refuse(
      'only a blank, "/" or ">" may follow here, since the name before depends on the data',
      scan.position,
    );
  }
  scan.context = backToTag(scan.context);
}

function scanText(scan: Scan): void {
  copyThrough(scan, /[^<]*/y);
  if (scan.position >= scan.text.length) return;
  const rest = scan.text.slice(scan.position, scan.position + 9);
  const atEnd = scan.position + rest.length === scan.text.length;
  if (rest.startsWith('<!--')) {
    scan.position += 4;
    scan.context = { ...textContext, state: 'comment' };
  } else if (/^<\/?[A-Za-z]/.test(rest)) {
    const closing = rest[1] === '/';
    copy(scan, closing ? 2 : 1);
    scan.context = { ...textContext, state: 'tagName', closing };
  } else if (atEnd && /^<(?:\/|!-?|\?)?$/.test(rest)) {
    throw scan.refuse('a tag is cut here: an action may not print the name of an element', scan.position);
  } else if (rest === '<![CDATA[') {
    throw scan.refuse('CDATA sections are not supported', scan.position);
  } else if (/^<[!?/]/.test(rest)) {
    copy(scan, 2);
    scan.context = { ...textContext, state: 'declaration' };
  } else {
    scan.output += '&lt;';
    scan.position += 1;
  }
}

function scanTag(scan: Scan): void {
  copyThrough(scan, /[\s/]*/y);
  const char = scan.text[scan.position];
  if (char === undefined) return;
  if (char === '=') throw scan.refuse('an attribute needs a name', scan.position);
  if (char !== '>') {
    scan.context = { ...scan.context, state: 'attributeName', attribute: '' };
    return;
  }
  copy(scan, 1);
  scan.context = contentOf(scan.context);
}

function contentOf({ element, closing, opaque }: Context): Context {
  if (closing) return textContext;
  if (element === 'script' || element === 'style') return { ...textContext, state: element, element, opaque };
  if (element === 'textarea' || element === 'title') return { ...textContext, state: 'rcdata', element };
  return textContext;
}

/** The content of an element that ends only at its own end tag. */
function scanContent(scan: Scan): void {
  const { element, state } = scan.context;
  const start = scan.position;
  const end = new RegExp(`</${element}(?=[\\s/>]|$)`, 'gi');
  end.lastIndex = start;
  const found = end.exec(scan.text);
  const stop = found?.index ?? scan.text.length;
  const part = scan.text.slice(start, stop);
  const refuse: Refuse = (reason, index) => scan.refuse(reason, start + index);
  if (state === 'script') {
    const opened = part.indexOf('<!--');
    if (opened >= 0) throw refuse('"<!--" is not supported in a script', opened);
    if (!scan.context.opaque) scan.context = { ...scan.context, script: scanScript(scan.context.script, part, refuse) };
  } else if (state === 'style') {
    // Inside SVG a style holds markup, whose contexts are not followed.
    const opened = part.search(/<[a-z]/i);
    if (opened >= 0) throw refuse('markup in a style is not supported', opened);
    scan.context = { ...scan.context, style: scanStyle(scan.context.style, part, refuse) };
  }
  if (state === 'rcdata') {
    // The same text wherever this is read as plain text, and no tags where it is not (titles inside SVG).
    scan.output += part.replaceAll('<', '&lt;');
    scan.position = stop;
  } else {
    copy(scan, part.length);
  }
  if (found === null) {
    const cut = /<(?:\/[a-z]*|!-?)?$/i.exec(part);
    const comparison = state === 'script' && scan.context.script.mode === 'code' && cut?.[0] === '<';
    if (cut !== null && !comparison) throw refuse(`"${cut[0]}" may not stand right before an action here`, cut.index);
    return;
  }
  if (end.lastIndex >= scan.text.length) throw scan.refuse('the end tag is cut here', stop);
  copy(scan, end.lastIndex - stop);
  scan.context = { ...textContext, state: 'tag', element, closing: true };
}

function scanValue(scan: Scan): void {
  const { quote } = scan.context;
  const start = scan.position;
  const part = match(scan, quote === '"' ? /[^"]*/y : quote === "'" ? /[^']*/y : /[^\s>]*/y);
  if (quote === '') {
    const wrong = part.search(/["'<`]/);
    if (wrong >= 0) throw scan.refuse('this character may not stand in a value without quotes', start + wrong);
  }
  const ended = start + part.length < scan.text.length;
  const refuse: Refuse = (reason, index) => scan.refuse(reason, start + Math.min(index, part.length));
  scan.context = followValue(scan.context, part, ended, refuse);
  copy(scan, part.length);
  if (!ended) return;
  copy(scan, quote.length);
  scan.context = closeValue(scan.context, refuse);
}

function followValue(context: Context, part: string, ended: boolean, refuse: Refuse): Context {
  switch (context.kind) {
    case 'url':
      return { ...context, url: scanUrl(context.url, decodeReferences(part, ended, null), refuse) };
    case 'sources': {
      // Every blank or comma begins anew: a URL, or its size.
      const last = part.split(/[\s,]/).at(-1) ?? '';
      return { ...context, url: scanUrl(last.length < part.length ? urlStart : context.url, last, refuse) };
    }
    case 'script':
      return { ...context, script: scanScript(context.script, decodeReferences(part, ended, refuse), refuse) };
    case 'style':
      return { ...context, style: scanStyle(context.style, decodeReferences(part, ended, refuse), refuse) };
    case 'decisive':
      return { ...context, literal: context.literal + part };
    default:
      return context;
  }
}

function closeValue(context: Context, refuse: Refuse): Context {
  const tag = backToTag(context);
  if (context.kind !== 'decisive') return tag;
  if (context.literal.includes('&')) throw refuse('character references are not supported here', 0);
  if (context.element === 'script') return { ...tag, opaque: !isScriptType(context.literal) };
  if (/refresh/i.test(context.literal)) throw refuse('a refreshing page is not supported', 0);
  return tag;
}

const namedReferences: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  bsol: '\\',
  colon: ':',
  gt: '>',
  lpar: '(',
  lt: '<',
  nbsp: '\u00a0',
  NewLine: '\n',
  num: '#',
  quest: '?',
  quot: '"',
  rpar: ')',
  semi: ';',
  sol: '/',
  Tab: '\t',
};

/** Resolves character references. With `refuse`, unknown and unfinished ones are refused; without, they stay. */
function decodeReferences(text: string, ended: boolean, refuse: Refuse | null): string {
  if (refuse !== null && !ended) {
    const cut = text.search(/&#?[A-Za-z0-9]*$/);
    if (cut >= 0) throw refuse('a character reference is cut by an action', cut);
  }
  return text.replace(
    /&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]*));?/g,
    (all, decimal, hex, name, index) => {
      if (decimal !== undefined || hex !== undefined) {
        const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
      }
      const known = Object.hasOwn(namedReferences, name) && all.endsWith(';') ? namedReferences[name] : undefined;
      if (known === undefined && refuse !== null) throw refuse('this character reference is not supported here', index);
      return known ?? all;
    },
  );
}
