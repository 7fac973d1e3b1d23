const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Longest password of the crypt(3) families in bytes: implementations of the originals refuse more (511). */
export const CRYPT_MAX_PASSWORD_BYTES = 511;

/**
 * The base64 of crypt(3): groups of up to three bytes, lowest six bits first. Each group lists the positions of its
 * bytes, most significant first.
 */
export const encodeCrypt = (bytes: Buffer, groups: readonly (readonly number[])[]): string =>
  groups
    .map((group) => {
      let value = group.reduce((sum, position) => (sum << 8) | (bytes[position] ?? 0), 0);
      let text = '';
      for (let count = 0; count <= group.length; count += 1) {
        text += ALPHABET.charAt(value & 63);
        value >>= 6;
      }
      return text;
    })
    .join('');

/** The first `length` bytes of the endless repetition of `block`. */
export const repeatTo = (block: Buffer, length: number): Buffer =>
  length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, block);
