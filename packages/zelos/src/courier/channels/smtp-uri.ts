/** Where and how a mail server is reached, as a `connection_uri` says it (contract: courier, section 3.1). */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (`smtps`). */
  readonly implicitTls: boolean;
  /** STARTTLS must be offered; otherwise it is used where it is offered. */
  readonly requireStartTls: boolean;
  readonly verifyCertificate: boolean;
  /** Name in the certificate. */
  readonly serverName: string;
  readonly auth: { readonly user: string; readonly password: string } | null;
}

/** A connection address that cannot be used. The message does not hold the address, which may contain a password. */
export class SmtpAddressError extends Error {
  constructor(reason: string) {
    super(`courier.smtp.connection_uri ${reason}`);
    this.name = 'SmtpAddressError';
  }
}

const TRUE_WORDS = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

/**
 * Reads `smtp://user:password@host:port/?…` and `smtps://…`. Query: `disable_starttls`, `skip_ssl_verify` (Go's words for
 * true; everything else is false), `server_name`.
 * @throws SmtpAddressError
 */
export function parseSmtpAddress(address: string): SmtpServer {
  if (!/^smtps?:\/\//.test(address) || !URL.canParse(address)) {
    throw new SmtpAddressError('must be an address that starts with smtp:// or smtps://');
  }
  const url = new URL(address);
  const implicitTls = url.protocol === 'smtps:';
  const host = decoded(url.hostname).replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw new SmtpAddressError('names no host');
  if (url.port === '') throw new SmtpAddressError('names no port');
  const isSet = (name: string) => TRUE_WORDS.has(url.searchParams.get(name) ?? '');
  const user = decoded(url.username);
  return {
    host,
    port: Number(url.port),
    implicitTls,
    requireStartTls: !implicitTls && !isSet('disable_starttls'),
    verifyCertificate: !isSet('skip_ssl_verify'),
    serverName: url.searchParams.get('server_name') || host,
    auth: user === '' ? null : { user, password: decoded(url.password) },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new SmtpAddressError('is not encoded correctly');
  }
}
