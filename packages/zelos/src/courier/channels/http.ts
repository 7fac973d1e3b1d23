import type { JsonObject, JsonValue } from '@zelos/contract';
import { type Compiled, compile, JsonnetError, type Limits } from '@zelos/jsonnet';
import { type Channel, DeliveryError, type RenderedMessage } from '../../ports/channel.ts';
import type { OutboundHttp, OutboundResponse } from '../../ports/outbound-http.ts';
import { templateDataJson } from '../model.ts';

/** Credentials of a request. */
export type RequestAuth =
  | { readonly type: 'basic_auth'; readonly user: string; readonly password: string }
  | { readonly type: 'api_key'; readonly name: string; readonly value: string; readonly in: 'header' | 'cookie' };

/** One HTTP gateway (contract: courier, section 3.2). */
export interface HttpChannelOptions {
  /** Which messages it carries. */
  readonly id: string;
  /** Key of the configuration, for errors. */
  readonly key: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: RequestAuth | null;
  /** Jsonnet source of the body: a function of `ctx`. */
  readonly body: string;
  readonly timeoutMs: number;
  readonly limits?: Partial<Limits>;
}

/** A gateway that cannot be set up as configured; refuses the start. The message names the key, never a value. */
export class HttpChannelError extends Error {
  constructor(key: string, reason: string, options?: ErrorOptions) {
    super(`${key} ${reason}`, options);
    this.name = 'HttpChannelError';
  }
}

/** Kept of an answer that is no success, in bytes (SR-OU-04). */
const KEPT_OF_ANSWER = 1024;
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * Delivers by an HTTP call. Every 2xx is a delivery (VR-11), everything else a failure that is worth another attempt;
 * redirects are not followed (SR-OU-02).
 * @throws HttpChannelError at once for a body template, header or content type that can never work
 */
export function createHttpChannel(options: HttpChannelOptions, outbound: OutboundHttp): Channel {
  const body = compileBody(options);
  const headers = requestHeaders(options);
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== JSON_TYPE && type !== FORM_TYPE) {
    throw new HttpChannelError(`${options.key}.headers`, `must have the content type ${JSON_TYPE} or ${FORM_TYPE}`);
  }
  return {
    id: options.id,
    async deliver(message, signal) {
      if (signal.aborted) throw new DeliveryError('the attempt was called off', { permanent: false });
      const payload = options.method === 'TRACE' ? undefined : encode(build(body, contextOf(message)), type);
      const answer = await send(options, outbound, headers, payload);
      if (answer.status >= 200 && answer.status <= 299) return;
      throw new DeliveryError(`the gateway answered with status ${answer.status}`, {
        permanent: false,
        unreachable: answer.status >= 500,
        status: answer.status,
        answer: answer.body,
      });
    },
    close: () => Promise.resolve(),
  };
}

function compileBody({ key, body, limits }: HttpChannelOptions): Compiled {
  try {
    return compile(body, { filename: `${key}.body`, ...(limits === undefined ? {} : { limits }) });
  } catch (error) {
    if (!(error instanceof JsonnetError)) throw error;
    const place = error.line === undefined ? '' : ` at line ${error.line}, column ${error.column}`;
    throw new HttpChannelError(`${key}.body`, `cannot be used${place}: ${error.message}`, { cause: error });
  }
}

/** Header names in lower case, credentials included. */
function requestHeaders({ key, headers, auth }: HttpChannelOptions): Readonly<Record<string, string>> {
  const all: Record<string, string> = { 'content-type': JSON_TYPE, accept: '*/*' };
  for (const [name, value] of Object.entries(headers)) all[name.toLowerCase()] = value;
  if (auth?.type === 'basic_auth') {
    all['authorization'] = `Basic ${Buffer.from(`${auth.user}:${auth.password}`, 'utf8').toString('base64')}`;
  } else if (auth?.in === 'header') {
    all[auth.name.toLowerCase()] = auth.value;
  } else if (auth?.in === 'cookie') {
    all['cookie'] = [all['cookie'], `${auth.name}=${auth.value}`].filter((part) => part !== undefined).join('; ');
  }
  for (const [name, value] of Object.entries(all)) {
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new HttpChannelError(key, `has a header (${name.slice(0, 40)}) that cannot be sent`);
    }
  }
  return all;
}

/** What the body template sees of a message as `ctx`. */
function contextOf(message: RenderedMessage): JsonObject {
  return {
    recipient: message.recipient,
    subject: message.subject,
    body: message.body,
    ...(message.html === null ? {} : { html_body: message.html }),
    template_type: message.templateType,
    message_type: message.channel,
    template_data: templateDataJson(message.templateData, message.channel),
    request_headers: message.requestHeaders,
  };
}

function build(body: Compiled, ctx: JsonObject): JsonValue {
  try {
    return body.evaluate({ tlaVars: { ctx: ctx as never } }) as JsonValue;
  } catch (error) {
    if (!(error instanceof JsonnetError)) throw error;
    throw new DeliveryError(`the body template failed (${error.code})`, { permanent: false, answer: error.message });
  }
}

function encode(value: JsonValue, type: string | undefined): string {
  if (type === JSON_TYPE) return JSON.stringify(value);
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null;
  if (fields === null || fields.some(([, field]) => typeof field !== 'string')) {
    throw new DeliveryError('the body template must give an object of texts for a form', { permanent: false });
  }
  return new URLSearchParams(fields as [string, string][]).toString();
}

async function send(
  { url, method, timeoutMs }: HttpChannelOptions,
  outbound: OutboundHttp,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): Promise<OutboundResponse> {
  try {
    return await outbound.send({
      url,
      method,
      headers,
      timeoutMs,
      maxBytes: KEPT_OF_ANSWER,
      // A long answer to a message that was taken must not make it go out again.
      whenLarger: 'cut',
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    throw new DeliveryError('the gateway cannot be reached', {
      permanent: false,
      unreachable: true,
      answer: error instanceof Error ? error.message.slice(0, KEPT_OF_ANSWER) : 'unknown',
      cause: error,
    });
  }
}
