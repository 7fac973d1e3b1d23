/** What the server asks of another HTTP server. Sizes in bytes, times in milliseconds. */
export interface OutboundRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** What becomes of a longer answer: an error (the default), or it is read no further. */
  readonly whenLarger?: 'fail' | 'cut';
}

export interface OutboundResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Outgoing HTTP with the operator's network policy. Throws on transport failure, time-out, oversize and refused targets. */
export interface OutboundHttp {
  send(request: OutboundRequest): Promise<OutboundResponse>;
}
