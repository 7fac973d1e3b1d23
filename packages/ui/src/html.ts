/**
 * Markup that is safe to send. Only {@link html}, {@link attributes} and {@link raw} make it, so a string that
 * somebody else wrote can never be taken for markup.
 */
class Markup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}
export type Html = Markup;
export type Content = Html | string | number | false | null | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Escapes text for element content and quoted attributes alike; drops NUL, which HTML has no way to write. */
export function escape(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '').replaceAll('\0', '');
}

function written(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Markup) return content.toString();
  if (typeof content === 'string' || typeof content === 'number') return escape(String(content));
  // Other objects can only come from a server that breaks the contract: they are not worth a page that fails.
  return Array.isArray(content) ? content.map(written).join('') : '';
}

/**
 * Template tag: every interpolated value is escaped unless it is markup already. Values belong into element
 * content or between double quotes; addresses go through {@link safeUrl} first.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Markup(parts.reduce((all, part, index) => all + written(values[index - 1]) + part));
}

/** Takes a text for markup as it is. Only for constants of this package. */
export function raw(text: string): Html {
  return new Markup(text);
}

/**
 * Attributes with a leading blank each: `true` writes the bare name, `false`, null and undefined write nothing.
 * @throws TypeError for a name that could break out of the tag or carry a script
 */
export function attributes(values: Readonly<Record<string, string | number | boolean | null | undefined>>): Html {
  let text = '';
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null || value === false) continue;
    if (!/^[a-z][a-z0-9-]*$/.test(name) || /^on|^style$|^srcdoc$/.test(name)) {
      throw new TypeError(`Not an attribute to write: ${name}`);
    }
    text += value === true ? ` ${name}` : ` ${name}="${escape(String(value))}"`;
  }
  return new Markup(text);
}

/**
 * An address that may stand in href, action or src: relative, http, https, mailto, tel. Everything else, scripts
 * above all, becomes undefined and with it the attribute disappears.
 */
export function safeUrl(address: string): string | undefined {
  // Browsers skip control characters and blanks inside a scheme, so they are taken out before looking at it.
  // eslint-disable-next-line no-control-regex
  const seen = address.replace(/[\u0000-\u0020\u007f-\u009f\u2028\u2029]/g, '');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(seen)?.[1]?.toLowerCase();
  return scheme === undefined || ['http', 'https', 'mailto', 'tel'].includes(scheme) ? address : undefined;
}

/** A picture's address: as {@link safeUrl}, and raster or SVG pictures inlined as data. */
export function safeImageUrl(address: string): string | undefined {
  return /^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(address) ? address : safeUrl(address);
}
