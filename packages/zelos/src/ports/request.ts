/** What the rooms below the edge may know about a request. No sockets, no bodies. */
export interface RequestFacts {
  /** The value of X-Request-ID, if the caller sent one. */
  readonly requestId: string | undefined;
  readonly method: string;
  /** The URL as the client saw it, display only. */
  readonly url: URL;
  /** Bucketed address of the client as decided by the trusted-proxy rule. */
  readonly clientAddress: string;
  /** The address as devices show it (with port when it is the socket's). */
  readonly deviceAddress: string;
  readonly userAgent: string;
  readonly location: string;
  /** Content type or Accept ask for JSON (contract: `isJSON`). */
  readonly isJson: boolean;
  /** Accept alone asks for JSON (contract: `acceptsJSON`). */
  readonly acceptsJson: boolean;
  /** Sent by a script of a page, as far as fetch metadata tells. */
  readonly fromScript: boolean;
  readonly origin: string | undefined;
  readonly cookieNames: readonly string[];
  /** Secrets of the anti-CSRF cookies that came along, unmasked (base64); usually none or one. */
  readonly csrfSecrets: readonly string[];
  /** Session credentials in the order of precedence of the contract (sessions, section 3). */
  readonly presented: PresentedCredentials;
  /** Aborts when the client has gone before its answer was sent. */
  readonly signal: AbortSignal;
  header(name: string): string | undefined;
}

/** Session tokens as a request carries them. */
export interface PresentedCredentials {
  readonly header: string | undefined;
  /** Tokens of every session cookie that decodes, in the order sent. */
  readonly cookies: readonly string[];
  readonly bearer: string | undefined;
}
