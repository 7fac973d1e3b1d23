import { domainToASCII } from 'node:url';
import addressparser from 'nodemailer/lib/addressparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import { type Channel, DeliveryError, type RenderedMessage } from '../../ports/channel.ts';
import { checkedRecipient, RecipientError } from '../recipient.ts';
import { type ConnectionOptions, createSmtpConnections, sendFailure } from './smtp-connections.ts';

/** The sender's side of every mail. */
export interface MailIdentity {
  readonly fromAddress: string;
  /** Empty: the address alone. */
  readonly fromName: string;
  /** Headers of every mail. `Cc` and `Bcc` are delivered to as well; `Bcc` is not written into the mail. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SmtpOptions extends ConnectionOptions {
  readonly identity: MailIdentity;
  /** Longest time for one message, in milliseconds. */
  readonly deliveryTimeoutMs: number;
}

const HEADER_NAME = /^[!-9;-~]+$/;

/** Headers that the mail itself sets and that only lead somewhere through the envelope. */
const OWN_HEADERS = new Set([
  'to',
  'subject',
  'cc',
  'bcc',
  'message-id',
  'date',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
]);

interface Address {
  readonly name: string;
  readonly address: string;
}

/** Addresses of a header that the operator wrote. */
function addressesOf(headers: MailIdentity['headers'], wanted: string): readonly Address[] {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted);
  if (found === undefined) return [];
  return addressparser(found[1], { flatten: true }).map(({ name, address }) => ({ name, address }));
}

/**
 * Checks the configured headers: a name or value with a line end would make headers of its own.
 * @throws TypeError naming the header
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name)) throw new TypeError('courier.smtp.headers has a name that is no header name');
    if (/\p{Cc}/u.test(value)) throw new TypeError(`courier.smtp.headers.${name} must be one line`);
  }
}

/** The same for every attempt at a message, so that a duplicate is recognised as one (VR-11). */
export const messageIdOf = (id: string, fromAddress: string): string =>
  `<${id}@${fromAddress.slice(fromAddress.lastIndexOf('@') + 1)}>`;

/** Mail over SMTP, connections kept between messages. @throws TypeError for headers that cannot be sent */
export function createSmtpChannel(options: SmtpOptions): Channel {
  const { identity } = options;
  checkHeaders(identity.headers);
  const connections = createSmtpConnections(options);
  const compose = createComposer(identity);
  return {
    id: 'email',
    async deliver(message, signal) {
      const recipient = recipientOf(message);
      const mailbox = onTheWire(recipient);
      const { envelope, bytes } = await compose(message, recipient, mailbox);
      const limit = AbortSignal.any([signal, AbortSignal.timeout(options.deliveryTimeoutMs)]);
      const { rejected } = await connections.send(envelope, bytes, limit);
      const refusal = rejected.find(({ address }) => address === mailbox);
      if (refusal !== undefined) throw sendFailure(refusal.error);
    },
    close: () => connections.close(),
  };
}

/** Looked at again right before the wire: whatever wrote the row, an injected recipient goes nowhere (SR-OU-08). */
function recipientOf(message: RenderedMessage): string {
  try {
    return checkedRecipient('email', message.recipient);
  } catch (error) {
    if (error instanceof RecipientError) throw new DeliveryError(error.message, { permanent: true });
    throw error;
  }
}

/** The host as the DNS knows it (RFC 5891), so that only an address with a foreign local part needs SMTPUTF8. */
function onTheWire(recipient: string): string {
  const at = recipient.lastIndexOf('@');
  const host = domainToASCII(recipient.slice(at + 1));
  if (host === '') throw new DeliveryError('the recipient names no possible host', { permanent: true });
  return `${recipient.slice(0, at)}@${host}`;
}

function createComposer(identity: MailIdentity) {
  const cc = addressesOf(identity.headers, 'cc');
  const bcc = addressesOf(identity.headers, 'bcc');
  const sender = addressesOf(identity.headers, 'from')[0];
  const headers = Object.entries(identity.headers)
    .filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()) && name.toLowerCase() !== 'from')
    .map(([key, value]) => ({ key, value }));
  return async (message: RenderedMessage, recipient: string, mailbox: string) => {
    const node = new MailComposer({
      from: sender ? { ...sender } : { name: identity.fromName, address: identity.fromAddress },
      to: { name: '', address: recipient },
      ...(cc.length > 0 ? { cc: cc.map((address) => ({ ...address })) } : {}),
      subject: message.subject,
      text: message.body,
      ...(message.html === null ? {} : { html: message.html }),
      headers,
      date: message.createdAt,
      messageId: messageIdOf(message.id, identity.fromAddress),
      textEncoding: 'quoted-printable',
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile();
    const envelope = {
      from: identity.fromAddress,
      to: [...new Set([mailbox, ...cc.map(({ address }) => address), ...bcc.map(({ address }) => address)])],
    };
    return { envelope, bytes: await node.build() };
  };
}
