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

/** Keyed digests (HMAC-SHA-256) for values that are looked up or compared but never read back. */
export interface Mac {
  /** The digest (64 hex characters) with the current key; `label` separates the uses. */
  sign(label: string, value: string): string;
  /** The digests with every configured key, the current one first. */
  candidates(label: string, value: string): readonly string[];
  /** Compares two secret texts in time that does not depend on where they differ. */
  same(a: string, b: string): boolean;
}
