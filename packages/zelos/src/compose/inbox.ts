import type { JsonObject } from '@zelos/contract';
import type { InboxEntry, InboxMessage, InboxSource } from '@zelos/ui';
import type { HttpRequest } from '../http/exchange.ts';
import type { Outbox, StoredMessage } from '../ports/outbox.ts';

/** What renders the HTML part of a mail. */
interface MailRenderer {
  renderHtml(templateType: string, variables: JsonObject, language: string): string;
}

const CODES = ['RecoveryCode', 'VerificationCode', 'LoginCode', 'RegistrationCode'] as const;

function codeOf(variables: JsonObject): string | null {
  const codes = CODES.map((name) => variables[name]);
  return codes.find((code): code is string => typeof code === 'string' && code !== '') ?? null;
}

function entryOf(message: StoredMessage): InboxEntry {
  const { id, channel, recipient: to, subject, status, templateType, createdAt: at } = message;
  return { id, channel, to, subject, status, templateType, at };
}

/** Messages of the outbox for the inbox of development mode. The HTML part is what a mail program would get. */
export function inboxSource(outbox: Outbox, templates: MailRenderer): InboxSource {
  return {
    newest: async (limit) => (await outbox.list({ after: null, limit })).map(entryOf),
    async get(id): Promise<InboxMessage | null> {
      const found = await outbox.get(id);
      if (found === null) return null;
      const { message, templateData, language } = found;
      const wiped = message.body === '';
      const parts = { language, text: message.body, code: codeOf(templateData) };
      if (message.channel !== 'email' || wiped) return { ...entryOf(message), ...parts, html: null, problem: null };
      try {
        const html = templates.renderHtml(message.templateType, templateData, language);
        return { ...entryOf(message), ...parts, html, problem: null };
      } catch (error) {
        // A template of the operator that fails is what they came to see.
        const problem = error instanceof Error ? error.message : String(error);
        return { ...entryOf(message), ...parts, html: null, problem };
      }
    },
  };
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a request names this server by its configured host or a loopback one. A page of somebody else whose name was
 * made to resolve to this machine sends its own name (DNS rebinding) and must not read codes.
 */
export function namesThisServer(request: HttpRequest, publicUrl: string): boolean {
  const host = request.header('host');
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return LOOPBACK.has(hostname) || hostname === new URL(publicUrl).hostname;
}
