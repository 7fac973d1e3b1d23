import type { AttributeKind } from './context.ts';

const urlAttributes = new Set([
  'action',
  'archive',
  'background',
  'cite',
  'classid',
  'codebase',
  'data',
  'dynsrc',
  'formaction',
  'href',
  'icon',
  'longdesc',
  'lowsrc',
  'manifest',
  'ping',
  'poster',
  'profile',
  'src',
  'usemap',
  'xmlns',
]);

/** Attributes that an action may name itself: none of them loads, runs or decides anything. */
const harmlessNames = new Set(
  (
    'abbr align alt bgcolor border cellpadding cellspacing checked class color cols colspan dir disabled height hidden ' +
    'id lang label multiple name nowrap readonly required role rows rowspan scope selected size span start tabindex ' +
    'title valign value width'
  ).split(' '),
);

/** Elements of SVG that write into attributes of others by name. */
const animating = new Set(['animate', 'animatecolor', 'animatemotion', 'animatetransform', 'set']);

/**
 * How the value of an attribute is read. A prefix "data-" or a namespace does not count, names that begin with "on"
 * hold scripts, names that speak of a source or an address are taken as URLs.
 */
export function attributeKind(element: string, attribute: string): AttributeKind {
  if (element === 'script' && attribute === 'type') return 'decisive';
  if (element === 'meta' && attribute === 'http-equiv') return 'decisive';
  if (animating.has(element) || attribute === 'srcdoc') return 'refused';
  if (element === 'param' && attribute === 'value') return 'refused';
  if (element === 'meta' && attribute === 'content') return 'plain';
  let name = attribute;
  if (name.startsWith('data-')) name = name.slice(5);
  else if (name.startsWith('xmlns:')) return 'url';
  else if (name.includes(':')) name = name.slice(name.indexOf(':') + 1);
  if (name === 'style') return 'style';
  if (name === 'srcset' || name === 'imagesrcset') return 'sources';
  if (urlAttributes.has(name)) return 'url';
  if (name.startsWith('on')) return 'script';
  return /src|uri|url/.test(name) ? 'url' : 'plain';
}

/** Whether an action may print this as the name of an attribute. */
export function isHarmlessName(name: string): boolean {
  if (harmlessNames.has(name)) return true;
  return /^(?:data|aria)-[a-z0-9-]+$/.test(name) && attributeKind('', name) === 'plain';
}

/** Whether the `type` of a script names something that the rules for scripts and JSON fit. */
export function isScriptType(type: string): boolean {
  const essence = (type.split(';')[0] ?? '').trim().toLowerCase();
  if (essence === '' || essence === 'module' || essence === 'importmap' || essence === 'speculationrules') return true;
  if (/^(?:text|application)\/(?:x-)?(?:java|ecma|j|live)script(?:1\.[0-5])?$/.test(essence)) return true;
  return /^[a-z]+\/(?:[a-z0-9.-]+\+)?json$/.test(essence);
}
