import { createHash } from 'node:crypto';
import { decodeBase64, equalBytes } from './encoding.ts';
import type { HashFormat, StoredHash } from './format.ts';
import { malformed, neverCurrent } from './format.ts';

const SHAPE = /^\$(?:md5|sha1|sha256|sha512)\$(?:pf=([^$]*)\$([^$]*)\$)?([^$]*)$/;

/** What is hashed: the template with both placeholders replaced in one pass, so that a password cannot smuggle one in. */
const fill = (template: Buffer, salt: Buffer, password: Buffer): Buffer =>
  Buffer.concat(
    template
      .toString('latin1')
      .split(/(\{SALT\}|\{PASSWORD\})/)
      .map((part) => (part === '{SALT}' ? salt : part === '{PASSWORD}' ? password : Buffer.from(part, 'latin1'))),
  );

// MD5 and SHA-1 only compare hashes that were made elsewhere (SR-CR-10).
const reader =
  (algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512') =>
  (encoded: string): StoredHash => {
    const [matched, templateText, saltText, digestText = ''] = SHAPE.exec(encoded) ?? [];
    const template = decodeBase64(templateText ?? '');
    const salt = decodeBase64(saltText ?? '');
    const digest = decodeBase64(digestText);
    if (matched === undefined || template === null || salt === null || digest === null) throw malformed(algorithm);
    const templated = templateText !== undefined;
    // Only MD5 exists without a template. A template without the password would accept every password.
    if (templated ? !template.includes('{PASSWORD}') : algorithm !== 'md5') throw malformed(algorithm);
    return {
      affordable: true,
      current: neverCurrent,
      matches: (password) => {
        const input = templated ? fill(template, salt, password) : password;
        return equalBytes(createHash(algorithm).update(input).digest(), digest);
      },
    };
  };

const format = (algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512'): HashFormat => ({
  name: algorithm,
  claims: (encoded) => encoded.startsWith(`$${algorithm}$`),
  checkedAtImport: false,
  read: reader(algorithm),
});

/** One round of a digest: `$sha256$pf=<template>$<salt>$<digest>`, for MD5 also `$md5$<digest>`; padded base64. */
export const plainDigests: readonly HashFormat[] = [format('md5'), format('sha1'), format('sha256'), format('sha512')];
