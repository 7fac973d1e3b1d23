import { type ScriptState, type StyleState, type UrlState, urlStart } from './context.ts';

/** Reports why literal text cannot be followed; the position is an index into that text. */
export type Refuse = (reason: string, index: number) => Error;

const runningSchemes = new Set([
  'javascript',
  'vbscript',
  'data',
  'livescript',
  'jscript',
  'blob',
  'about',
  'view-source',
]);

/** Follows the literal text of a URL. */
export function scanUrl(state: UrlState, text: string, refuse: Refuse): UrlState {
  let { part, prefix } = state;
  for (let index = 0; index < text.length && part !== 'query'; index += 1) {
    const char = text[index] ?? '';
    if (/[\t\r\n]/.test(char) || (part === 'start' && char === ' ') || part === 'unknown' || part === 'refused')
      continue;
    const schemeLike = /[A-Za-z0-9+.-]/.test(char);
    if (char === '?' || char === '#') part = 'query';
    else if (part === 'path') continue;
    else if (char === ':' && part === 'value') throw refuse('an action may not print the scheme of a URL', index);
    else if (char === ':') part = runningSchemes.has(prefix.toLowerCase()) ? 'refused' : 'path';
    else if (!schemeLike) part = 'path';
    else if (part !== 'value') {
      part = 'scheme';
      prefix += char;
    }
  }
  return { part, prefix: part === 'scheme' ? prefix : '' };
}

/** Words behind which a "/" begins a regular expression; behind all others it divides. */
const operatorWords = new Set(
  'await case delete do else extends in instanceof new of return throw typeof void yield'.split(' '),
);

/** Follows the literal text of a script. Text that could be read in two ways is refused. */
export function scanScript(start: ScriptState, text: string, refuse: Refuse): ScriptState {
  let state = start;
  let index = 0;
  while (index < text.length) {
    const step = state.mode === 'code' ? scanCode(state, text, index, refuse) : scanNested(state, text, index, refuse);
    state = step.state;
    index = step.end;
  }
  return state;
}

interface ScriptStep {
  readonly state: ScriptState;
  readonly end: number;
}

function scanCode(state: ScriptState, text: string, index: number, refuse: Refuse): ScriptStep {
  const char = text[index] ?? '';
  if (/\s/.test(char)) return { state, end: index + 1 };
  if (char === '"') return { state: { ...state, mode: 'double' }, end: index + 1 };
  if (char === "'") return { state: { ...state, mode: 'single' }, end: index + 1 };
  if (char === '`') return { state: { ...state, mode: 'literal' }, end: index + 1 };
  if (text.startsWith('-->', index) || text.startsWith('#!', index)) {
    throw refuse('a comment of this form is not supported in a script', index);
  }
  if (char === '/') return scanSlash(state, text, index, refuse);
  const word = /^[\p{L}\p{N}_$]+/u.exec(text.slice(index, index + 200))?.[0];
  if (word !== undefined) {
    return {
      state: { mode: 'code', slash: operatorWords.has(word) ? 'regexp' : 'division' },
      end: index + word.length,
    };
  }
  if (char === ']') return { state: { mode: 'code', slash: 'division' }, end: index + 1 };
  // Behind these a "/" may divide or begin a regular expression; only a parser could tell.
  const unclear = char === ')' || char === '}' || text.startsWith('++', index) || text.startsWith('--', index);
  const length = char === '+' || char === '-' ? (unclear ? 2 : 1) : 1;
  return { state: { mode: 'code', slash: unclear ? 'unknown' : 'regexp' }, end: index + length };
}

function scanSlash(state: ScriptState, text: string, index: number, refuse: Refuse): ScriptStep {
  const next = text[index + 1];
  if (next === '/') return { state: { ...state, mode: 'line' }, end: index + 2 };
  if (next === '*') return { state: { ...state, mode: 'block' }, end: index + 2 };
  if (next === undefined) throw refuse('an action may not stand right behind "/" in a script', index);
  if (state.slash === 'unknown') throw refuse('this "/" may divide or begin a regular expression', index);
  if (state.slash === 'regexp') return { state: { ...state, mode: 'regexp' }, end: index + 1 };
  return { state: { mode: 'code', slash: 'regexp' }, end: index + 1 };
}

const scriptEnds: Readonly<Record<string, RegExp>> = {
  double: /["\\\n\r]/g,
  single: /['\\\n\r]/g,
  literal: /[`\\$]/g,
  regexp: /[/\\[\n\r]/g,
  block: /\*\//g,
  line: /[\n\r\u2028\u2029]/g,
};

function scanNested(state: ScriptState, text: string, index: number, refuse: Refuse): ScriptStep {
  const pattern = new RegExp(scriptEnds[state.mode] ?? /$/g);
  pattern.lastIndex = index;
  const found = pattern.exec(text);
  if (found === null) {
    if (state.mode === 'block' && text.endsWith('*'))
      throw refuse('a comment may not be cut behind "*"', text.length - 1);
    return { state, end: text.length };
  }
  const at = found.index;
  const char = found[0];
  if (state.mode === 'block' || state.mode === 'line')
    return { state: { ...state, mode: 'code' }, end: at + char.length };
  if (char === '\\') {
    if (at + 1 >= text.length) throw refuse('an action may not stand right behind a backslash', at);
    return { state, end: at + (text.startsWith('\\\r\n', at) ? 3 : 2) };
  }
  if (char === '$') {
    if (text[at + 1] === '{' || at + 1 === text.length)
      throw refuse('substitutions in script literals are not supported', at);
    return { state, end: at + 1 };
  }
  if (char === '[') {
    const close = /^(?:[^\]\\\n\r]|\\.)*\]/.exec(text.slice(at + 1))?.[0];
    if (close === undefined) throw refuse('the regular expression is not closed', at);
    return { state, end: at + 1 + close.length };
  }
  if (char === '\n' || char === '\r') throw refuse('a string or regular expression is cut by a line break', at);
  return { state: { mode: 'code', slash: 'division' }, end: at + 1 };
}

/** Follows the literal text of a style sheet or style attribute. */
export function scanStyle(start: StyleState, text: string, refuse: Refuse): StyleState {
  let state = start;
  let index = 0;
  while (index < text.length) {
    const step = state.mode === 'code' ? scanRules(text, index, refuse) : scanStyleNested(state, text, index, refuse);
    state = step.state;
    index = step.end;
  }
  return state;
}

interface StyleStep {
  readonly state: StyleState;
  readonly end: number;
}

function scanRules(text: string, index: number, refuse: Refuse): StyleStep {
  const pattern = /\/\*|["'\\]|(?<![\w-])url\(\s*["']?|\/$/gi;
  pattern.lastIndex = index;
  const found = pattern.exec(text);
  const code: StyleState = { mode: 'code', url: urlStart };
  if (found === null) return { state: code, end: text.length };
  const mark = found[0];
  const end = found.index + mark.length;
  if (mark === '\\' || mark === '/') {
    if (end >= text.length) throw refuse('an action may not stand right behind this character', found.index);
    return { state: code, end: end + 1 };
  }
  if (mark === '/*') return { state: { mode: 'comment', url: urlStart }, end };
  if (mark === '"') return { state: { mode: 'double', url: urlStart }, end };
  if (mark === "'") return { state: { mode: 'single', url: urlStart }, end };
  const mode = mark.endsWith('"') ? 'urlDouble' : mark.endsWith("'") ? 'urlSingle' : 'url';
  return { state: { mode, url: urlStart }, end };
}

const styleEnds: Readonly<Record<string, RegExp>> = {
  double: /["\\\n\r\f]/g,
  single: /['\\\n\r\f]/g,
  comment: /\*\//g,
  url: /[)\\"'(]/g,
  urlDouble: /["\\\n\r\f]/g,
  urlSingle: /['\\\n\r\f]/g,
};

function scanStyleNested(state: StyleState, text: string, index: number, refuse: Refuse): StyleStep {
  const pattern = new RegExp(styleEnds[state.mode] ?? /$/g);
  pattern.lastIndex = index;
  const found = pattern.exec(text);
  const part = text.slice(index, found?.index ?? text.length);
  if (state.mode === 'comment') {
    if (found === null && text.endsWith('*')) throw refuse('a comment may not be cut behind "*"', text.length - 1);
    return found === null
      ? { state, end: text.length }
      : { state: { mode: 'code', url: urlStart }, end: found.index + 2 };
  }
  const url = scanUrl(state.url, part, (reason, at) => refuse(reason, index + at));
  if (found === null) return { state: { ...state, url }, end: text.length };
  const char = found[0];
  if (char === '\\') {
    if (found.index + 1 >= text.length) throw refuse('an action may not stand right behind a backslash', found.index);
    return {
      state: { ...state, url: { part: url.part === 'refused' ? 'refused' : 'unknown', prefix: '' } },
      end: found.index + 2,
    };
  }
  const closes = char === ')' || (char === '"' && state.mode !== 'url') || (char === "'" && state.mode !== 'url');
  if (!closes) throw refuse('a string or URL in the style is malformed', found.index);
  return { state: { mode: 'code', url: urlStart }, end: found.index + 1 };
}
