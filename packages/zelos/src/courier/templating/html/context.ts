/** Where in a document a piece of template stands; worked out over the literal text when a template is compiled. */
export interface Context {
  readonly state: MarkupState;
  /** The element whose tag or content this is; empty in ordinary text. */
  readonly element: string;
  /** The tag is an end tag. */
  readonly closing: boolean;
  /** The `type` seen on a script tag does not name a script, so its content has unknown rules. */
  readonly opaque: boolean;
  readonly attribute: string;
  readonly kind: AttributeKind;
  /** The quote around the attribute's value; empty when there is none. */
  readonly quote: '' | '"' | "'";
  /** The literal value so far of an attribute whose value decides about others. */
  readonly literal: string;
  readonly url: UrlState;
  readonly script: ScriptState;
  readonly style: StyleState;
}

export type MarkupState =
  | 'text'
  | 'declaration'
  | 'comment'
  | 'rcdata'
  | 'script'
  | 'style'
  | 'tagName'
  | 'tag'
  | 'attributeName'
  | 'dynamicName'
  | 'afterName'
  | 'beforeValue'
  | 'value'
  /** Inside a tag where only a blank, "/" or ">" may follow, since what stands before depends on the data. */
  | 'boundary';

/** What the value of an attribute is read as. `decisive` values must be literal, `refused` ones must not hold actions. */
export type AttributeKind = 'plain' | 'url' | 'sources' | 'script' | 'style' | 'decisive' | 'refused';

export interface UrlState {
  readonly part: 'start' | 'scheme' | 'value' | 'path' | 'query' | 'unknown' | 'refused';
  /** The literal beginning that could still be a scheme. */
  readonly prefix: string;
}

export interface ScriptState {
  readonly mode: 'code' | 'double' | 'single' | 'literal' | 'regexp' | 'block' | 'line';
  /** What a "/" would begin here. */
  readonly slash: 'regexp' | 'division' | 'unknown';
}

export interface StyleState {
  readonly mode: 'code' | 'double' | 'single' | 'comment' | 'url' | 'urlDouble' | 'urlSingle';
  readonly url: UrlState;
}

export const urlStart: UrlState = { part: 'start', prefix: '' };
export const scriptStart: ScriptState = { mode: 'code', slash: 'regexp' };
export const styleStart: StyleState = { mode: 'code', url: urlStart };

/** The context in which every template begins and must end. */
export const textContext: Context = {
  state: 'text',
  element: '',
  closing: false,
  opaque: false,
  attribute: '',
  kind: 'plain',
  quote: '',
  literal: '',
  url: urlStart,
  script: scriptStart,
  style: styleStart,
};

/** A text that is equal for equal contexts. */
export function contextKey(context: Context): string {
  return JSON.stringify([
    context.state,
    context.element,
    context.closing,
    context.opaque,
    context.attribute,
    context.kind,
    context.quote,
    context.literal,
    context.url.part,
    context.url.prefix,
    context.script.mode,
    context.script.slash,
    context.style.mode,
    context.style.url.part,
    context.style.url.prefix,
  ]);
}

const betweenAttributes: ReadonlySet<MarkupState> = new Set([
  'tag',
  'attributeName',
  'dynamicName',
  'afterName',
  'boundary',
]);

/**
 * The context behind branches that end in `left` and `right`, or null when nothing safe can be said.
 * An undefined side is a branch that never gets there.
 */
export function joinContexts(left: Context | undefined, right: Context | undefined): Context | undefined | null {
  if (left === undefined) return right;
  if (right === undefined) return left;
  const key = contextKey(left);
  if (key === contextKey(right)) return left;
  const candidates: ((context: Context) => Context)[] = [
    (context) => ({ ...context, url: joinUrls(left.url, right.url) }),
    (context) => ({ ...context, script: { ...context.script, slash: 'unknown' } }),
    (context) => ({ ...context, style: { ...context.style, url: joinUrls(left.style.url, right.style.url) } }),
  ];
  if (betweenAttributes.has(left.state) && betweenAttributes.has(right.state)) candidates.push(toBoundary);
  for (const weaken of candidates) {
    const weaker = weaken(left);
    if (contextKey(weaker) === contextKey(weaken(right))) return weaker;
  }
  return null;
}

/** Before the query the rules for a URL that began with an action are strict enough for all beginnings. */
function joinUrls(left: UrlState, right: UrlState): UrlState {
  const before = ['start', 'scheme', 'value', 'path'];
  return { part: before.includes(left.part) && before.includes(right.part) ? 'value' : 'unknown', prefix: '' };
}

function toBoundary(context: Context): Context {
  const { element, closing, opaque } = context;
  return { ...textContext, state: 'boundary', element, closing, opaque };
}

/** A few words on a context for error messages. */
export function describeContext(context: Context | undefined): string {
  if (context === undefined) return 'nothing';
  switch (context.state) {
    case 'text':
      return 'text';
    case 'value':
      return `the value of "${context.attribute}"`;
    case 'rcdata':
    case 'script':
    case 'style':
      return `the content of <${context.element}>`;
    case 'comment':
    case 'declaration':
      return `a ${context.state}`;
    default:
      return `the tag <${context.closing ? '/' : ''}${context.element}>`;
  }
}
