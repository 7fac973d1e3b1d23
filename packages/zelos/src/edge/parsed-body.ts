import type { IncomingMessage } from 'node:http';

/** A request whose body a parser of the application has read already. */
export type MaybeParsed = IncomingMessage & {
  /** What parsers of Express and its relatives leave behind. */
  readonly body?: unknown;
  /** The bytes as they came, where a host keeps them. */
  readonly rawBody?: unknown;
};

export interface RestoredBody {
  readonly bytes: Uint8Array;
  /** The type that the bytes have now; undefined when that is still what the header says. */
  readonly contentType: string | undefined;
}

const FORM = 'application/x-www-form-urlencoded';
const NOTHING: RestoredBody = { bytes: new Uint8Array(0), contentType: undefined };

/** Names and values of a form: nested maps of an extended parser become `outer[inner]` as they were, lists repeat their name. */
function formPairs(value: object, name = ''): readonly (readonly [string, string])[] {
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
    const full = name === '' ? key : `${name}[${key}]`;
    const pairOf = (one: unknown) => [full, String(one)] as const;
    if (member === undefined || member === null) return [];
    if (Array.isArray(member)) return member.map(pairOf);
    return typeof member === 'object' ? formPairs(member, full) : [pairOf(member)];
  });
}

/**
 * The body of a request whose stream was read by somebody else, written out again from what the parser made of it; null
 * while the stream is untouched (some parsers leave an empty object behind for types they do not read).
 */
export function restoreBody(message: MaybeParsed): RestoredBody | null {
  const { body, rawBody } = message;
  if (!message.readableDidRead) return null;
  if (rawBody instanceof Uint8Array) return { bytes: rawBody, contentType: undefined };
  if (body === undefined || body === null) return NOTHING;
  if (body instanceof Uint8Array) return { bytes: body, contentType: undefined };
  if (typeof body === 'string') return { bytes: Buffer.from(body), contentType: undefined };
  const type = message.headers['content-type'] ?? '';
  if (/^application\/(?:[\w.-]+\+)?json\b/i.test(type))
    return { bytes: Buffer.from(JSON.stringify(body)), contentType: undefined };
  const text =
    typeof body === 'object' ? new URLSearchParams(formPairs(body) as [string, string][]).toString() : String(body);
  return { bytes: Buffer.from(text), contentType: FORM };
}
