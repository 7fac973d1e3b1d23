/**
 * Authenticated encryption of small values at rest and in cookies (AES-256-GCM).
 * The first configured secret writes, every configured one reads.
 */
export interface Cipher {
  /** Returns a printable, self-describing envelope. `context` is bound as additional data and must be repeated on opening. */
  seal(plaintext: string, context: string): string;
  /** The plaintext, or null when the envelope is foreign, altered or bound to another context. */
  open(envelope: string, context: string): string | null;
}

/** Keyed digests for values that are looked up or compared but never read back. */
export interface Mac {
  /** One digest (hex) with the current key. */
  sign(label: string, value: string): string;
  /** True when `digest` was made by any configured key; constant time in the digest. */
  verify(label: string, value: string, digest: string): boolean;
}
