import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Fetches a document over HTTP within limits; throws with a message fit for the operator. */
export type FetchText = (
  url: string,
  limits: { readonly maxBytes: number; readonly timeoutMs: number },
) => Promise<string>;

export interface ReferenceOptions {
  /** Directory that relative file addresses start from. */
  readonly cwd: string;
  readonly fetchText?: FetchText;
  /** Largest document in bytes; 1 MiB when missing. */
  readonly maxBytes?: number;
  /** Longest time for a fetch in milliseconds; 10 s when missing. */
  readonly timeoutMs?: number;
}

/** A reference that cannot be read. The message names the key, never the content. */
export class ConfigReferenceError extends Error {
  override readonly name = 'ConfigReferenceError';
  readonly key: string;
  constructor(key: string, reason: string, options?: ErrorOptions) {
    super(`${key} ${reason}`, options);
    this.key = key;
  }
}

const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 10_000;

/**
 * Reads the document that a configuration value points at: `base64://` (standard or URL alphabet), `file://` (absolute, or
 * relative to `cwd` as in `file://./x` and `file://x/y`), `http://`, `https://`.
 * @param key the key that holds the reference, for errors
 * @throws ConfigReferenceError when the address is malformed or the document cannot be read
 */
export async function resolveReference(key: string, reference: string, options: ReferenceOptions): Promise<string> {
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  if (reference.startsWith('base64://')) return decode(key, reference.slice('base64://'.length), maxBytes);
  if (reference.startsWith('file://')) return read(key, filePath(key, reference, options.cwd), maxBytes);
  if (!/^https?:\/\//.test(reference)) {
    throw new ConfigReferenceError(key, 'must start with file://, base64://, http:// or https://');
  }
  if (options.fetchText === undefined)
    throw new ConfigReferenceError(key, 'is an http address, which cannot be read here');
  try {
    return await options.fetchText(reference, { maxBytes, timeoutMs: options.timeoutMs ?? TIMEOUT_MS });
  } catch (cause) {
    throw new ConfigReferenceError(key, `cannot be fetched from ${hostOf(reference)}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : 'a malformed address');

function decode(key: string, text: string, maxBytes: number): string {
  const plain = text.replaceAll(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(plain) || plain.length % 4 === 1)
    throw new ConfigReferenceError(key, 'is not valid base64');
  const bytes = Buffer.from(plain, 'base64');
  if (bytes.length > maxBytes) throw new ConfigReferenceError(key, `is larger than ${maxBytes} bytes`);
  return asText(key, bytes);
}

function asText(key: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ConfigReferenceError(key, 'is not UTF-8 text', { cause });
  }
}

function filePath(key: string, reference: string, cwd: string): string {
  const rest = reference.slice('file://'.length);
  if (rest.startsWith('/')) {
    try {
      return fileURLToPath(reference.replace(/[?#].*$/, ''));
    } catch (cause) {
      throw new ConfigReferenceError(key, 'is not a valid file address', { cause });
    }
  }
  try {
    return resolve(cwd, decodeURIComponent(rest));
  } catch (cause) {
    throw new ConfigReferenceError(key, 'is not a valid file address', { cause });
  }
}

async function read(key: string, path: string, maxBytes: number): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw new ConfigReferenceError(key, `names ${path}, which is larger than ${maxBytes} bytes`);
    return asText(key, await readFile(path));
  } catch (cause) {
    if (cause instanceof ConfigReferenceError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'error';
    throw new ConfigReferenceError(key, `names ${path}, which cannot be read (${code})`, { cause });
  }
}
