import { createHash } from 'node:crypto';

/**
 * An address as its owner recognises it and nobody else can read it: two characters of an e-mail's local part, or three
 * at the front and two at the end of a number. What is too short to hide anything stays (contract: recovery, section 2.9).
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at >= 0) {
    const local = Array.from(address.slice(0, at));
    return local.length < 2 ? address : `${local.slice(0, 2).join('')}****${address.slice(at)}`;
  }
  const characters = Array.from(address);
  if (characters.length < 6) return address;
  return `${characters.slice(0, 3).join('')}****${characters.slice(-2).join('')}`;
}

/** What stands for an address among the choices: base64 of its SHA-256, so that it can be chosen without being read. */
export function addressChoice(address: string): string {
  return createHash('sha256').update(address).digest('base64');
}
