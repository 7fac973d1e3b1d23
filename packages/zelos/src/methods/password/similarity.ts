/** Longer operands are not compared: the work grows with the product of the lengths. In UTF-8 bytes. */
const MAX_COMPARED_BYTES = 256;
/** Fewer edits than this between the two are too few. */
const MIN_DISTANCE = 5;
/** A common part longer than this share of the password is too much. */
const MAX_SHARE = 0.5;

/** Levenshtein distance in code points. */
export const editDistance = (left: string, right: string): number => {
  const columns = Array.from(right);
  let previous = Array.from({ length: columns.length + 1 }, (_, index) => index);
  for (const [row, character] of Array.from(left).entries()) {
    const current = [row + 1];
    for (const [column, other] of columns.entries()) {
      const replaced = (previous[column] ?? 0) + (character === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[columns.length] ?? 0;
};

/** Length of the longest run of equal bytes. */
export const longestCommonRun = (left: Uint8Array, right: Uint8Array): number => {
  let longest = 0;
  let previous = new Uint16Array(right.length + 1);
  for (const byte of left) {
    const current = new Uint16Array(right.length + 1);
    for (const [column, other] of right.entries()) {
      if (byte !== other) continue;
      const run = (previous[column] ?? 0) + 1;
      current[column + 1] = run;
      if (run > longest) longest = run;
    }
    previous = current;
  }
  return longest;
};

/**
 * Whether a password is too close to an identifier: fewer than five edits apart, or more than half of the password is one
 * piece of the identifier; letter case does not count. Empty operands and operands over 256 bytes are never too close.
 */
export const isTooSimilar = (identifier: string, password: string): boolean => {
  const lowerIdentifier = identifier.toLowerCase();
  const lowerPassword = password.toLowerCase();
  for (const text of [identifier, password, lowerIdentifier, lowerPassword]) {
    if (text === '' || text.length > MAX_COMPARED_BYTES || Buffer.byteLength(text) > MAX_COMPARED_BYTES) return false;
  }
  if (editDistance(lowerIdentifier, lowerPassword) < MIN_DISTANCE) return true;
  const bytes = Buffer.from(lowerPassword);
  return longestCommonRun(Buffer.from(lowerIdentifier), bytes) / bytes.length > MAX_SHARE;
};
