const SECRET_BYTES = 32;

/** The secret of an anti-CSRF cookie value: 32 bytes of base64 as they are, or 64 bytes of pad and masked secret. Null when it is neither. */
export function unmaskCsrf(text: string): string | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === SECRET_BYTES) return bytes.toString('base64');
  if (bytes.length !== 2 * SECRET_BYTES) return null;
  const secret = Buffer.alloc(SECRET_BYTES);
  for (let i = 0; i < SECRET_BYTES; i += 1) secret[i] = (bytes[i] ?? 0) ^ (bytes[i + SECRET_BYTES] ?? 0);
  return secret.toString('base64');
}

/**
 * Masks a secret with a fresh pad, so that the same secret never appears twice in compressed answers.
 * @param pad 32 random bytes
 */
export function maskCsrf(secret: string, pad: Uint8Array): string {
  const bytes = Buffer.from(secret, 'base64');
  const out = Buffer.alloc(2 * SECRET_BYTES);
  for (let i = 0; i < SECRET_BYTES; i += 1) {
    out[i] = pad[i] ?? 0;
    out[i + SECRET_BYTES] = (bytes[i] ?? 0) ^ (pad[i] ?? 0);
  }
  return out.toString('base64');
}
