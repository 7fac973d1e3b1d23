import type { FieldId, Texts } from './texts.ts';

/** How schemas write the titles of common fields, without case, hyphens and underscores. */
const KNOWN: ReadonlyMap<string, FieldId> = new Map([
  ['email', 'email'],
  ['email address', 'email'],
  ['phone', 'phone'],
  ['phone number', 'phone'],
  ['username', 'username'],
  ['user name', 'username'],
  ['name', 'name'],
  ['full name', 'name'],
  ['first name', 'firstName'],
  ['given name', 'firstName'],
  ['last name', 'lastName'],
  ['family name', 'lastName'],
  ['surname', 'lastName'],
]);

/**
 * The title of a field in the reader's language where it is a common one, else as it is written.
 * @param title of an identity schema, or made from the name of a trait
 */
export function fieldTitle(texts: Texts, title: string): string {
  const id = KNOWN.get(title.toLowerCase().replaceAll('e-mail', 'email').replaceAll('_', ' ').trim());
  return (id && texts.fields?.[id]) ?? title;
}
