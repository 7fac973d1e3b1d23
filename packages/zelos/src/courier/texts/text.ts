import type { TemplateType } from '../../ports/courier.ts';

/** The words of one mail, without any layout. */
export interface MailText {
  readonly subject: string;
  /** First line inside the mail. */
  readonly heading: string;
  /** Paragraphs before the code or the button. */
  readonly lead: readonly string[];
  /** A code to type, set off from the text. */
  readonly code?: string;
  /** A button, with its address in full below it. */
  readonly link?: { readonly label: string; readonly url: string };
  /** Words above the address of the button. */
  readonly linkHint?: string;
  /** Paragraphs after them: how long it lasts, what to do if it was somebody else. */
  readonly notes: readonly string[];
}

/** What a text may mention. Absent values are empty. */
export interface Facts {
  readonly to: string;
  readonly code: string;
  readonly url: string;
  /** Whole minutes until the code or link stops working; 0 is less than one. */
  readonly minutes: number;
  /** When something happened, as it came (RFC 3339). */
  readonly at: string;
  /** Name of the application that a sign-in is for. */
  readonly application: string;
}

/** The template types with words of their own. */
export type MailId = TemplateType | 'authenticator_key_added';

/** The template types that exist as text messages too. */
export type SmsId =
  | 'recovery_code_valid'
  | 'verification_code_valid'
  | 'login_code_valid'
  | 'registration_code_valid'
  | 'verifiable_address_changed'
  | 'account_recovered'
  | 'authenticator_key_added';

/** All words in one language. A new language is one file with one of these and one line in the index. */
export interface Language {
  /** BCP 47 tag. */
  readonly tag: string;
  readonly direction: 'ltr' | 'rtl';
  readonly mails: { readonly [Id in MailId]: (facts: Facts) => MailText };
  /** One line each; the line that binds a code to a site is added to it. */
  readonly texts: { readonly [Id in SmsId]: (facts: Facts) => string };
}
