import { type RawFields, textField } from '../kernel/fields.ts';
import { genericIssue } from '../kernel/ui.ts';
import type { Decoded } from '../flows/pipeline/submit.ts';
import type { HttpRequest } from './exchange.ts';
import { readJsonText } from './json-text.ts';

const MAX_FIELDS = 1000;

const refused = (reason: string): Decoded => ({ ok: false, issue: genericIssue(reason) });

/** The media type of a Content-Type header, lower case, without parameters. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function decodeJson(bytes: Uint8Array): Decoded {
  const read = readJsonText(bytes);
  return 'refused' in read ? refused(read.refused) : { ok: true, fields: { source: 'json', value: read.value } };
}

function collect(pairs: Iterable<readonly [string, unknown]>): Decoded {
  const values = new Map<string, string[]>();
  let count = 0;
  for (const [key, value] of pairs) {
    count += 1;
    if (count > MAX_FIELDS) return refused(`The form has more than ${MAX_FIELDS} fields.`);
    // A file has no place in any of our forms: it counts as not sent.
    if (typeof value !== 'string') continue;
    const list = values.get(key);
    if (list) list.push(value);
    else values.set(key, [value]);
  }
  return { ok: true, fields: { source: 'form', values } satisfies RawFields };
}

/** A percent sign that begins no byte, or a separator of old: which fields were meant cannot be told. */
const MISENCODED = /;|%(?![0-9a-f]{2})/i;

function decodeForm(bytes: Uint8Array): Decoded {
  const text = Buffer.from(bytes).toString('utf8');
  return MISENCODED.test(text) ? refused('The form is not encoded correctly.') : collect(new URLSearchParams(text));
}

async function decodeMultipart(bytes: Uint8Array, contentType: string): Promise<Decoded> {
  try {
    const form = await new Response(Buffer.from(bytes), { headers: { 'content-type': contentType } }).formData();
    return collect(form as unknown as Iterable<readonly [string, unknown]>);
  } catch {
    return refused('The multipart form cannot be read.');
  }
}

/** The token of a mailed link may stand in the query of a POST, too; that of the body wins. */
function withToken(decoded: Decoded, token: string | null): Decoded {
  if (!decoded.ok || !token || textField(decoded.fields, 'token') !== undefined) return decoded;
  const { fields } = decoded;
  return fields.source === 'json'
    ? { ok: true, fields: { source: 'json', value: { ...fields.value, token } } }
    : { ok: true, fields: { source: 'form', values: new Map(fields.values).set('token', [token]) } };
}

/**
 * The fields of a flow's submit, decoded once (contract: http, section 7). What cannot be decoded is an issue that is
 * shown in the flow. A GET submit carries its fields in the query, where passwords must not be.
 */
export async function decodeSubmit(request: HttpRequest, query: URLSearchParams): Promise<Decoded> {
  if (request.method === 'GET' || request.method === 'HEAD') {
    const fields = collect([...query].filter(([key]) => key !== 'flow'));
    return query.has('password') ? refused('Passwords must not be sent in the address.') : fields;
  }
  return withToken(await decodeBody(request), query.get('token'));
}

async function decodeBody(request: HttpRequest): Promise<Decoded> {
  const contentType = request.header('content-type');
  const bytes = await request.body();
  if (bytes.length === 0) return refused('The request has no body.');
  switch (mediaType(contentType)) {
    case 'application/json':
      return decodeJson(bytes);
    case 'application/x-www-form-urlencoded':
      return decodeForm(bytes);
    case 'multipart/form-data':
      return decodeMultipart(bytes, contentType ?? '');
    default:
      return refused(
        'The content type must be application/json, application/x-www-form-urlencoded or multipart/form-data.',
      );
  }
}
