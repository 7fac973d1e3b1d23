/** The only source of unguessable values below the edge. Every adapter must be a CSPRNG outside tests. */
export interface Random {
  bytes(length: number): Uint8Array;
  /** A random (version 4) UUID. */
  uuid(): string;
  /** `length` characters of [A-Za-z0-9], uniformly distributed. */
  token(length: number): string;
  /** `length` decimal digits, uniformly distributed, leading zeros kept. */
  digits(length: number): string;
}
