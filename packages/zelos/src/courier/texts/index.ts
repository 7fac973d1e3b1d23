import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { pt } from './pt.ts';
import type { Language } from './text.ts';

export type { Facts, Language, MailId, MailText, SmsId } from './text.ts';

/** Every language; the first one is used where none that is asked for exists. */
export const languages: readonly [Language, ...Language[]] = [en, de, fr, es, pt, ja];
