declare const markupBrand: unique symbol;

/** HTML text that is safe to print as it is. Made by the `html` tag and by `joinHtml` only. */
export type Markup = string & { readonly [markupBrand]: true };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands between tags or in a quoted attribute. */
export const escapeHtml = (text: string): Markup => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '') as Markup;

/** A value that the tag has made itself is printed as it is, everything else is escaped. */
class Fragment {
  readonly markup: Markup;
  constructor(markup: Markup) {
    this.markup = markup;
  }
}

export type { Fragment };

/** Builds HTML; every inserted value is escaped unless it was built by this tag. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | Fragment | readonly Fragment[])[]
): Fragment {
  let out = parts[0] ?? '';
  values.forEach((value, index) => {
    if (typeof value === 'string') out += escapeHtml(value);
    else if (value instanceof Fragment) out += value.markup;
    else for (const fragment of value) out += fragment.markup;
    out += parts[index + 1] ?? '';
  });
  return new Fragment(out as Markup);
}
