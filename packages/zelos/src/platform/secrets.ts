import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Cipher, Mac } from '../ports/cipher.ts';

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** One 256-bit key of a secret for one use (RFC 5869); different labels give unrelated keys. */
function deriveKey(secret: string, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'zelos', label, 32));
}

/** A short name for a key that tells nothing about it, so that opening need not try every secret. */
function keyId(key: Buffer): string {
  return createHmac('sha256', key).update('key id').digest('base64url').slice(0, 6);
}

/**
 * AES-256-GCM (NIST SP 800-38D) with random 96-bit nonces; envelope `v1.<key id>.<nonce, ciphertext and tag in base64url>`.
 * @param secrets newest first: the first seals, all open
 * @param purpose separates this cipher's keys from those of every other use of the same secrets
 */
export function createCipher(secrets: readonly string[], purpose: string): Cipher {
  const keys = secrets.map((secret) => {
    const key = deriveKey(secret, `cipher:${purpose}`);
    return { id: keyId(key), key };
  });
  const [current] = keys;
  if (!current) throw new Error('a cipher needs at least one secret');
  return {
    seal(plaintext, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce);
      cipher.setAAD(Buffer.from(context));
      const body = Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${VERSION}.${current.id}.${body.toString('base64url')}`;
    },
    open(envelope, context) {
      const [version, id, text, ...rest] = envelope.split('.');
      if (version !== VERSION || !id || !text || rest.length > 0) return null;
      const body = Buffer.from(text, 'base64url');
      // Decoding is lenient; an envelope must be the very text that was sealed, or one value would have many spellings.
      if (body.length < NONCE_BYTES + TAG_BYTES || body.toString('base64url') !== text) return null;
      for (const { key } of keys.filter((k) => k.id === id)) {
        try {
          const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE_BYTES));
          decipher.setAAD(Buffer.from(context));
          decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
          const plain = decipher.update(body.subarray(NONCE_BYTES, body.length - TAG_BYTES));
          return Buffer.concat([plain, decipher.final()]).toString('utf8');
        } catch {
          // Altered or bound to another context: the same answer as for a foreign envelope.
        }
      }
      return null;
    },
  };
}

/** HMAC-SHA-256 with keys derived per label; the first secret signs, all verify. */
export function createMac(secrets: readonly string[]): Mac {
  if (secrets.length === 0) throw new Error('a MAC needs at least one secret');
  const cache = new Map<string, readonly Buffer[]>();
  const keysFor = (label: string): readonly Buffer[] => {
    let keys = cache.get(label);
    if (!keys) {
      keys = secrets.map((secret) => deriveKey(secret, `mac:${label}`));
      cache.set(label, keys);
    }
    return keys;
  };
  const digest = (key: Buffer, value: string) => createHmac('sha256', key).update(value).digest('hex');
  return {
    sign: (label, value) => digest(keysFor(label)[0] as Buffer, value),
    candidates: (label, value) => keysFor(label).map((key) => digest(key, value)),
    same(a, b) {
      const key = randomBytes(32);
      return timingSafeEqual(
        createHmac('sha256', key).update(a).digest(),
        createHmac('sha256', key).update(b).digest(),
      );
    },
  };
}
