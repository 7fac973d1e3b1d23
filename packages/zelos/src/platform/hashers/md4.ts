/** Message word order and shifts of the three rounds (RFC 1320 section 3.4). */
const ROUNDS = [
  { constant: 0, shifts: [3, 7, 11, 19], words: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] },
  { constant: 0x5a827999, shifts: [3, 5, 9, 13], words: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15] },
  { constant: 0x6ed9eba1, shifts: [3, 9, 11, 15], words: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15] },
];

const mix = (round: number, x: number, y: number, z: number): number => {
  if (round === 0) return (x & y) | (~x & z);
  if (round === 1) return (x & y) | (x & z) | (y & z);
  return x ^ y ^ z;
};

const padded = (message: Buffer): Buffer => {
  const result = Buffer.alloc((((message.length + 8) >> 6) + 1) * 64);
  message.copy(result);
  result[message.length] = 0x80;
  result.writeBigUInt64LE(BigInt(message.length) * 8n, result.length - 8);
  return result;
};

/** MD4 (RFC 1320), which OpenSSL 3 no longer offers. Only for comparing imported `hmac-md4` hashes. */
export const md4 = (message: Buffer): Buffer => {
  const input = padded(message);
  let state: readonly [number, number, number, number] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let offset = 0; offset < input.length; offset += 64) {
    let [a, b, c, d] = state;
    for (const [round, { constant, shifts, words }] of ROUNDS.entries()) {
      for (const [step, word] of words.entries()) {
        const sum = (a + mix(round, b, c, d) + input.readInt32LE(offset + word * 4) + constant) | 0;
        const shift = shifts[step % 4] ?? 0;
        [a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c];
      }
    }
    state = [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
  }
  const digest = Buffer.alloc(16);
  for (const [index, word] of state.entries()) digest.writeInt32LE(word, index * 4);
  return digest;
};
