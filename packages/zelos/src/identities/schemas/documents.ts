import type { JsonObject, JsonValue } from '@zelos/contract';
import { SchemaFault } from './errors.ts';
import { createGraphBuilder, type Place, type PendingRef, refuseCircles, type SchemaNode } from './graph.ts';
import { deeperThan, escapeToken, isArray, isObject, member, pointerTokens } from './json.ts';
import { checkDraft } from './meta.ts';

/** Largest document, in bytes. */
export const LARGEST_DOCUMENT = 1_048_576;
const MOST_DOCUMENTS = 32;
const DEEPEST_JSON = 1000;

export interface DocumentSource {
  /** Text of a document. Throws when it cannot be had or is larger than `maxBytes`. */
  read(url: string, maxBytes: number): Promise<string>;
  /** Refuses references to other documents unless they are inline. */
  readonly disallowRef?: boolean;
}

/** Everything of a schema, references resolved. */
export interface SchemaGraph {
  readonly root: SchemaNode;
  /** Schemas that some `$ref` points to. */
  readonly targets: ReadonlySet<SchemaNode>;
  /** Text that identifies the schema with all the documents it consists of. */
  readonly content: string;
}

/** Reads and parses a document. Throws SchemaFault. */
export async function readDocument(source: DocumentSource, url: string): Promise<string> {
  let text: string;
  try {
    text = await source.read(url, LARGEST_DOCUMENT);
  } catch (cause) {
    throw new SchemaFault(`it cannot be read: ${(cause as Error).message}`, cause);
  }
  if (Buffer.byteLength(text) > LARGEST_DOCUMENT) throw new SchemaFault('it is larger than 1 MiB');
  return text;
}

/** Parses the text of a schema document. Throws SchemaFault. */
export function parseDocument(text: string): JsonObject {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new SchemaFault(`it is no JSON: ${(cause as Error).message}`, cause);
  }
  if (!isObject(value)) throw new SchemaFault('it is no JSON object');
  if (deeperThan(value, DEEPEST_JSON)) throw new SchemaFault(`it nests deeper than ${DEEPEST_JSON} levels`);
  return value;
}

/**
 * Builds the graph of a schema and reads the documents that it refers to, so that nothing is left to be found out at the
 * first use. Throws SchemaFault for references that lead nowhere, back to themselves, or where the policy does not let them.
 */
export async function buildGraph(url: string, document: JsonObject, source: DocumentSource): Promise<SchemaGraph> {
  const places = new Map<string, Place>();
  const texts = new Map<string, string>();
  const builder = createGraphBuilder((place, id) => {
    const uri = tryResolve(place.base, id);
    if (uri === undefined) return place.base;
    if (!places.has(uri)) places.set(uri, { ...place, base: uri });
    return id.startsWith('#') ? place.base : withoutFragment(uri);
  });
  const rootPlace: Place = { raw: document, base: withoutFragment(url), pointer: '#' };
  places.set(rootPlace.base, rootPlace);
  const root = builder.node(rootPlace);

  const documentAt = async (uri: string, from: string): Promise<Place> => {
    const known = places.get(uri) ?? places.get(`${uri}#`);
    if (known) return known;
    refuseForeign(uri, from, source.disallowRef === true);
    if (texts.size >= MOST_DOCUMENTS) throw new SchemaFault(`it refers to more than ${MOST_DOCUMENTS} documents`);
    const text = await about(uri, () => readDocument(source, uri));
    texts.set(uri, text);
    const raw = await about(uri, () => parseDocument(text));
    await about(uri, () => checkDraft(raw));
    const place: Place = { raw, base: uri, pointer: `${uri}#` };
    places.set(uri, place);
    // Visits the whole document, so that the `$id`s in it are known.
    builder.node(place);
    return place;
  };

  let pending: readonly PendingRef[] = builder.takePending();
  while (pending.length > 0) {
    for (const { ref, base, link } of pending) {
      const uri = resolveUri(base, ref);
      const anchored = fragment(uri).startsWith('/') ? undefined : places.get(uri);
      const place = anchored ?? pointAt(await documentAt(withoutFragment(uri), base), fragment(uri), ref);
      // Places that no keyword reaches were not part of the check of the document.
      if (!builder.knows(place.raw) && isObject(place.raw)) checkDraft(place.raw);
      link(builder.node(place));
    }
    pending = builder.takePending();
  }
  refuseCircles([root, ...builder.targets]);
  const content = JSON.stringify([[url, document], ...[...texts].sort(([a], [b]) => (a < b ? -1 : 1))]);
  return { root, targets: builder.targets, content };
}

async function about<T>(uri: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof SchemaFault)) throw fault;
    throw new SchemaFault(`the referenced document ${uri.slice(0, 200)}: ${fault.message}`, fault);
  }
}

function refuseForeign(uri: string, from: string, disallowed: boolean): void {
  const scheme = /^[a-z0-9]+:/i.exec(uri)?.[0].toLowerCase();
  if (scheme === undefined || !['http:', 'https:', 'file:', 'base64:'].includes(scheme)) {
    throw new SchemaFault(`the reference ${uri.slice(0, 200)} has a scheme that cannot be read`);
  }
  if (disallowed && scheme !== 'base64:') {
    throw new SchemaFault(`references to other documents are switched off (${uri.slice(0, 200)})`);
  }
  // A document from the network must not make the server read its own files.
  if (scheme === 'file:' && /^https?:/i.test(from))
    throw new SchemaFault(`a schema from the network names the file ${uri}`);
}

function withoutFragment(uri: string): string {
  const at = uri.indexOf('#');
  return at < 0 ? uri : uri.slice(0, at);
}

function fragment(uri: string): string {
  const at = uri.indexOf('#');
  return at < 0 ? '' : uri.slice(at + 1);
}

function tryResolve(base: string, reference: string): string | undefined {
  try {
    return resolveUri(base, reference);
  } catch {
    return undefined;
  }
}

/** A reference against its base, RFC 3986 section 5; file URLs may be relative (`file://./dir/x.json`), which URL parsers refuse. */
export function resolveUri(base: string, reference: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(reference)) return reference;
  if (reference === '' || reference.startsWith('#')) return withoutFragment(base) + reference;
  if (/^https?:/i.test(base)) {
    if (!URL.canParse(reference, base)) throw new SchemaFault(`the reference ${reference} is not well-formed`);
    return new URL(reference, base).href;
  }
  if (!/^file:/i.test(base)) throw new SchemaFault(`the relative reference ${reference} has nothing to be relative to`);
  const [path = '', ...rest] = reference.split('#');
  const directory = path.startsWith('/') ? 'file://' : base.slice(0, base.lastIndexOf('/'));
  const joined = path.startsWith('/') ? `${directory}${path}` : `${directory}/${path}`;
  return rest.length > 0 ? `${joined}#${rest.join('#')}` : joined;
}

function pointAt(place: Place, encoded: string, ref: string): Place {
  if (encoded === '') return place;
  let pointer: string;
  try {
    pointer = decodeURIComponent(encoded);
  } catch {
    throw new SchemaFault(`the reference ${ref} is not well-formed`);
  }
  if (!pointer.startsWith('/')) throw new SchemaFault(`the reference ${ref} leads nowhere`);
  let raw: JsonValue | undefined = place.raw;
  let name = place.pointer;
  for (const token of pointerTokens(pointer)) {
    if (isArray(raw)) raw = /^\d+$/.test(token) ? raw[Number(token)] : undefined;
    else raw = isObject(raw) ? member(raw, token) : undefined;
    if (raw === undefined) throw new SchemaFault(`the reference ${ref} leads nowhere`);
    name = `${name}/${escapeToken(token)}`;
  }
  return { raw, base: place.base, pointer: name };
}
