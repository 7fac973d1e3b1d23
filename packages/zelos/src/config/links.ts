import { alternativeOf, type JsonSchema, propertyOf } from '@zelos/contract';
import { type ConfigPath, isFields } from './layer.ts';

const SCRIPT_SCHEMES = new Set(['javascript', 'data', 'vbscript', 'file', 'blob', 'about']);

/** A text that browsers are sent to or that pages show as a link. */
export interface Link {
  readonly path: ConfigPath;
  readonly text: string;
  /** True for an entry of a list of allowed targets, which may name the scheme of an app. */
  readonly target: boolean;
}

/** Finds every link in a configuration; the schema marks the keys. */
export function collectLinks(schema: JsonSchema, value: unknown, path: ConfigPath = []): readonly Link[] {
  const actual = alternativeOf(schema, value) ?? schema;
  if (typeof value === 'string') {
    const mark = actual['x-links'];
    return mark === undefined ? [] : [{ path, text: value, target: mark === 'targets' }];
  }
  if (Array.isArray(value)) {
    const items = actual['items'];
    return isFields(items) ? value.flatMap((item, index) => collectLinks(items, item, [...path, index])) : [];
  }
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const rule = propertyOf(actual, key);
    return rule === undefined ? [] : collectLinks(rule, member, [...path, key]);
  });
}

/** Says what is wrong with a link, or nothing. Only http, https and paths are links; app schemes only as targets. */
export function linkProblem({ text, target }: Link): string | undefined {
  const scheme = /^\s*([a-zA-Z][a-zA-Z0-9+.-]*)\s*:/.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    if (/^[/\\]{2}/.test(text)) return 'must start with http://, https:// or a single slash';
    return text === '' ? 'must not be empty' : undefined;
  }
  if (scheme === 'http' || scheme === 'https') {
    return /^https?:\/\/[^/\\]/i.test(text) ? undefined : `must name a host after ${scheme}://`;
  }
  if (SCRIPT_SCHEMES.has(scheme)) return `must not use the scheme ${scheme}:`;
  return target ? undefined : `must be an http or https address or a path, not ${scheme}:`;
}
