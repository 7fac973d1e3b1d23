import type { ErrorId } from '@zelos/contract';
import type { Sentence } from './messages/kit.ts';

/** Groups of nodes that are a section of their own in the settings. */
export type SectionId =
  | 'profile'
  | 'password'
  | 'code'
  | 'oidc'
  | 'saml'
  | 'totp'
  | 'lookup_secret'
  | 'webauthn'
  | 'passkey';
/** Fields that most accounts have. */
export type FieldId = 'email' | 'phone' | 'username' | 'name' | 'firstName' | 'lastName';
/** Ways of signing in, as a session names them. */
export type MethodName =
  | 'password'
  | 'code'
  | 'totp'
  | 'lookup_secret'
  | 'webauthn'
  | 'passkey'
  | 'link_recovery'
  | 'code_recovery';

/** Every sentence of our own pages in one language. A further language is one more file of this shape. */
export interface Texts {
  /** BCP 47 tag, written into `<html lang>`. */
  readonly language: string;
  /** The language's name in itself. */
  readonly ownName: string;
  readonly direction: 'ltr' | 'rtl';
  /** Names the list of languages. */
  readonly languages: string;

  readonly login: { readonly title: string; readonly confirmTitle: string; readonly secondFactorTitle: string };
  readonly registration: { readonly title: string };
  readonly settings: {
    readonly title: string;
    /** Heading of a section by node group; a group without one has none. */
    readonly sections: Readonly<Record<SectionId, string>>;
    /** Label of the password field: its section says already that it is about the password. */
    readonly newPassword: string;
  };
  readonly recovery: { readonly title: string; readonly lead: string; readonly back: string };
  readonly verification: { readonly title: string; readonly doneTitle: string };
  /**
   * Titles of fields that an identity schema names in plain English. Null shows every title as it is written; all others
   * are the operator's words.
   */
  readonly fields: Readonly<Record<FieldId, string>> | null;
  readonly signingInAs: string;
  readonly notYou: string;
  readonly forgot: string;
  readonly noAccount: string;
  readonly haveAccount: string;
  readonly signIn: string;
  readonly signUp: string;
  readonly signOut: string;
  readonly or: string;
  readonly optional: string;
  readonly choose: string;
  readonly show: string;
  readonly hide: string;
  readonly showPassword: string;
  readonly hidePassword: string;
  readonly needsScript: string;
  readonly nothingHere: string;

  readonly error: {
    readonly title: string;
    readonly unknown: string;
    readonly reference: (id: string) => string;
    readonly back: string;
    readonly unavailableTitle: string;
    readonly unavailable: string;
    readonly wrongMethod: string;
    /** Replaces the server's sentence for an error id; the server's stands where there is none. */
    readonly reasons: Readonly<Partial<Record<ErrorId, string>>>;
  };
  readonly stale: { readonly title: string; readonly explanation: string; readonly restart: string };
  readonly welcome: {
    readonly title: string;
    readonly signedOutTitle: string;
    readonly signedOut: string;
    readonly secondFactorTitle: string;
    readonly secondFactor: string;
    readonly secondFactorLink: string;
    readonly account: string;
    readonly session: string;
    readonly since: string;
    readonly until: string;
    readonly how: string;
    readonly level: string;
    readonly otherSessions: string;
    readonly unknownDevice: string;
    readonly unverified: (addresses: string) => string;
    readonly verify: string;
    readonly methods: Readonly<Record<MethodName, string>>;
    readonly levels: Readonly<Record<'aal1' | 'aal2' | 'aal3', string>>;
  };
  readonly yes: string;
  readonly no: string;
  /** A point in time for people. @param iso RFC 3339 */
  readonly time: (iso: string) => string;
  /** Replaces the server's sentence for a message id; the server's stands where there is none. */
  readonly messages: Readonly<Record<number, Sentence>>;
}
