/** An identity schema that cannot be used, with the reason in words for the operator. */
export class SchemaLoadError extends Error {
  readonly schemaId: string;
  readonly url: string;
  readonly reason: string;

  constructor(schemaId: string, url: string, reason: string, cause?: unknown) {
    super(`identity schema "${schemaId}" (${shortUrl(url)}): ${reason}`, cause === undefined ? {} : { cause });
    this.name = 'SchemaLoadError';
    this.schemaId = schemaId;
    this.url = url;
    this.reason = reason;
  }
}

/** A fault in a schema document, before it is known which configured schema it belongs to. */
export class SchemaFault extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, cause === undefined ? {} : { cause });
    this.name = 'SchemaFault';
  }
}

/** Inline documents are as long as the schema itself; their beginning is enough to recognise them. */
function shortUrl(url: string): string {
  return url.length > 120 ? `${url.slice(0, 117)}...` : url;
}
