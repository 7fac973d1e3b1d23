import type { JsonObject } from '@zelos/contract';

const HIDDEN = '[redacted]';
/** Variables that open something. */
const SECRET = /(Code|URL)$/;
/** Shorter values would blank out ordinary words. */
const SHORTEST = 4;

/**
 * Text of another server without what it may have repeated of a message: codes, links, the text itself, the recipient
 * (SR-LG-02). Attempts are shown to operators who may not see contents.
 */
export function withoutContent(
  text: string,
  message: {
    readonly recipient: string;
    readonly subject: string;
    readonly body: string;
    readonly templateData: JsonObject;
  },
): string {
  const secrets = Object.entries(message.templateData)
    .filter(([name]) => SECRET.test(name))
    .map(([, value]) => value)
    .filter((value): value is string => typeof value === 'string');
  return [message.body.trim(), message.subject, ...secrets, message.recipient]
    .filter((value) => value.length >= SHORTEST)
    .reduce(
      (rest, value) => rest.replaceAll(value, HIDDEN).replaceAll(JSON.stringify(value).slice(1, -1), HIDDEN),
      text,
    );
}
