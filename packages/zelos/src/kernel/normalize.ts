import { createRequire } from 'node:module';

/**
 * One normalisation for identifiers and addresses: what is stored, what is looked up and what is sent to are the same text
 * (contract: identity-admin, section 6; SR-IV-08).
 */

/** Control, format, surrogate, private-use, unassigned code points (noncharacters included) and default ignorables. */
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/gu;
/** Longer texts are no phone numbers: E.164 has 15 digits, the rest is room for separators and an extension. */
const LONGEST_PHONE = 64;

interface PhoneParser {
  parsePhoneNumberFromString(
    text: string,
    options: { readonly extract: false },
  ): { readonly number: string; isValid(): boolean } | undefined;
}

const load = createRequire(import.meta.url);
let phones: PhoneParser | undefined;

/** The metadata of all numbering plans takes long to load, so it is loaded at the first text that begins with a plus. */
function phoneParser(): PhoneParser {
  phones ??= load('libphonenumber-js/min') as PhoneParser;
  return phones;
}

/**
 * Folds widths (NFKC), case and invisible code points until nothing changes: taking out a joiner can bring two code points
 * together that compose. Sigma is lowered without regard to its place in the word, so that the result does not depend on
 * what follows.
 */
function fold(text: string): string {
  let current = text;
  for (let round = 0; round < 5; round += 1) {
    const next = current
      .normalize('NFKC')
      .replaceAll('\u03a3', '\u03c3')
      .toLowerCase()
      .normalize('NFKC')
      .replace(INVISIBLE, '')
      .trim();
    if (next === current) break;
    current = next;
  }
  return current;
}

function e164(folded: string): string | null {
  if (!folded.startsWith('+') || folded.length > LONGEST_PHONE) return null;
  const parsed = phoneParser().parsePhoneNumberFromString(folded, { extract: false });
  return parsed?.isValid() ? parsed.number : null;
}

/**
 * The form under which an identifier (user name, e-mail address, phone number) is stored and looked up. Never fails:
 * disallowed code points are taken out, text that is a valid international phone number becomes E.164, look-alikes of other
 * scripts stay distinct. Idempotent.
 */
export function normalizeIdentifier(text: string): string {
  const folded = fold(text.trim());
  return e164(folded) ?? folded;
}

/** E.164 of a valid international phone number (leading plus, no default region), or null. */
export function normalizePhone(text: string): string | null {
  return e164(fold(text.trim()));
}

const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+)*$/u;
const HOST_LABEL = /^[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const LEFT_TO_RIGHT = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

/** RFC 5893 section 2, the part that matters for reading order: no label mixes directions or begins with a digit. */
function mixesDirections(label: string): boolean {
  return RIGHT_TO_LEFT.test(label) && (LEFT_TO_RIGHT.test(label) || /^\p{N}/u.test(label));
}

/** Whether a normalised text is one address and nothing but an address: RFC 5322 dot-atom, one `@`, at most 254 bytes. */
function isPlainAddress(text: string): boolean {
  if (text.length > 254 || Buffer.byteLength(text) > 254) return false;
  const [local = '', host = '', ...rest] = text.split('@');
  if (rest.length > 0 || Buffer.byteLength(local) > 64 || !LOCAL_PART.test(local) || /\p{Z}/u.test(local)) return false;
  return host.split('.').every((label) => label.length <= 63 && HOST_LABEL.test(label));
}

/**
 * The normalised e-mail address, or null when the text is anything but one address: invisible or disallowed code points,
 * a mixed reading direction, quoting, lists and display names are refused instead of repaired.
 */
export function normalizeEmailStrict(text: string): string | null {
  const trimmed = text.trim();
  // A fresh test because the constant carries the global flag, whose `test` remembers a position.
  if (trimmed.replace(INVISIBLE, '') !== trimmed) return null;
  const folded = fold(trimmed);
  if (!isPlainAddress(folded) || folded.split(/[@.]/u).some(mixesDirections)) return null;
  return folded;
}
