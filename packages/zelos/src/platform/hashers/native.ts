import { hashRawSync } from '@node-rs/argon2';
import { hashSync, verifySync } from '@node-rs/bcrypt';
import type { NativeHashes } from './format.ts';

/** Numbers of the module's `Algorithm`, a constant enum that does not exist at run time. */
const VARIANTS = { argon2i: 1, argon2id: 2 } as const;

/** The synchronous native functions. Only worker threads import this file: it loads the native modules. */
export const nativeHashes: NativeHashes = {
  argon2: (variant, password, salt, { memoryKib, iterations, parallelism, keyLength }) =>
    hashRawSync(password, {
      algorithm: VARIANTS[variant],
      salt,
      memoryCost: memoryKib,
      timeCost: iterations,
      parallelism,
      outputLen: keyLength,
    }),
  // The module marks its hashes as $2y$; the same bytes are written as $2a$, which every reader of stored hashes knows.
  bcryptHash: (password, cost) => hashSync(password, cost).replace(/^\$2.\$/, '$2a$'),
  bcryptVerify: (password, encoded) => verifySync(password, encoded),
};
