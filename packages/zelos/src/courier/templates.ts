import type { JsonObject, JsonValue } from '@zelos/contract';
import { mailHtml, mailPlain } from './layout.ts';
import { type Facts, type Language, languages, type MailId, type SmsId } from './texts/index.ts';

/** Parts of a message that can be replaced one by one. */
export type Part = 'subject' | 'html' | 'plaintext' | 'sms';

/** Templates of the operator, compiled at start. */
export interface Overrides {
  /** Undefined where the built-in words are used. */
  find(templateType: string, part: Part): ((variables: JsonObject) => string) | undefined;
}

/** Subject and plain text of a message. */
export interface Rendered {
  readonly subject: string;
  readonly body: string;
}

/** Renders messages: the operator's templates where there are some, our own words everywhere else. */
export interface Templates {
  /** Tags of the languages that exist, the default first. */
  readonly languages: readonly [string, ...string[]];
  /**
   * Subject and plain text. The subject is one line (SR-IV-12).
   * @throws TemplateError of an operator's template; UnknownTemplateError
   */
  render(templateType: string, channel: 'email' | 'sms', variables: JsonObject, language: string): Rendered;
  /** The HTML part of a mail. @throws as `render` */
  renderHtml(templateType: string, variables: JsonObject, language: string): string;
}

/** There are no words for this type on this channel. */
export class UnknownTemplateError extends Error {
  constructor(templateType: string, channel: string) {
    super(`there is no template ${templateType} for channel ${channel}`);
    this.name = 'UnknownTemplateError';
  }
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const CODES = ['RecoveryCode', 'VerificationCode', 'LoginCode', 'RegistrationCode'] as const;
const LINKS = ['RecoveryURL', 'VerificationURL'] as const;

function factsOf(variables: JsonObject): Facts {
  const first = (names: readonly string[]) =>
    names.map((name) => text(variables[name])).find((value) => value !== '') ?? '';
  const minutes = variables['ExpiresInMinutes'];
  return {
    to: text(variables['To']),
    code: first(CODES),
    url: first(LINKS),
    minutes: typeof minutes === 'number' ? Math.trunc(minutes) : 0,
    at: first(['ChangedAt', 'AddedAt', 'RecoveredAt']),
    application: applicationName(variables['OAuth2LoginRequest']),
  };
}

function applicationName(request: JsonValue | undefined): string {
  const member = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject)[name] : undefined;
  return text(member(member(request, 'client'), 'client_name'));
}

/** Line ends and other control characters become blanks, so that a subject cannot become a header. */
const oneLine = (line: string): string => line.replaceAll(/\p{Cc}+/gu, ' ').trim();

/** The last line of a text message binds its code to a host (WICG sms-one-time-codes). */
function boundText(line: string, variables: JsonObject, code: string): string {
  const domain = text(variables['RequestURLDomain']);
  return code === '' || domain === '' ? `${line}\n` : `${line}\n\n@${domain} #${code}\n`;
}

/**
 * @param overrides templates of the operator
 * @param available languages; the first is the default
 */
export function createTemplates(
  overrides: Overrides,
  available: readonly [Language, ...Language[]] = languages,
): Templates {
  const [fallback] = available;
  const tags = available.map(({ tag }) => tag) as unknown as readonly [string, ...string[]];
  const wordsOf = (tag: string): Language => available.find((language) => language.tag === tag) ?? fallback;
  const mailOf = (templateType: string, variables: JsonObject, tag: string) => {
    const { mails } = wordsOf(tag);
    if (!Object.hasOwn(mails, templateType)) throw new UnknownTemplateError(templateType, 'email');
    return mails[templateType as MailId](factsOf(variables));
  };
  const smsOf = (templateType: string, variables: JsonObject, tag: string): string => {
    const { texts } = wordsOf(tag);
    if (!Object.hasOwn(texts, templateType)) throw new UnknownTemplateError(templateType, 'sms');
    const facts = factsOf(variables);
    return boundText(texts[templateType as SmsId](facts), variables, facts.code);
  };

  return {
    languages: tags,
    render(templateType, channel, variables, language) {
      if (channel === 'sms') {
        const own = overrides.find(templateType, 'sms');
        return { subject: '', body: own ? own(variables) : smsOf(templateType, variables, language) };
      }
      const subject = overrides.find(templateType, 'subject');
      const plain = overrides.find(templateType, 'plaintext');
      const words = subject && plain ? null : mailOf(templateType, variables, language);
      return {
        subject: oneLine(subject ? subject(variables) : (words?.subject ?? '')),
        body: plain ? plain(variables) : words === null ? '' : mailPlain(words),
      };
    },
    renderHtml(templateType, variables, language) {
      const own = overrides.find(templateType, 'html');
      return own ? own(variables) : mailHtml(mailOf(templateType, variables, language), wordsOf(language));
    },
  };
}

/** Every template type that has words of its own. */
export const templateTypes: readonly string[] = Object.keys(languages[0].mails);

/** No templates but our own. */
export const noOverrides: Overrides = { find: () => undefined };
