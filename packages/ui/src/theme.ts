/** How an operator makes the pages their own. Values are checked when the UI is created. */
export interface Theme {
  /** Name shown above the card and in the window title. Default "Zelos". */
  readonly name?: string;
  /** `--zelos-…` variables, for example `{ '--zelos-accent': '#7a1f5c' }`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The same for readers who prefer dark; the light ones apply where a variable is absent. */
  readonly darkVariables?: Readonly<Record<string, string>>;
  /** Picture shown instead of the name: relative, http(s) or data:image. */
  readonly logoUrl?: string;
}

const list = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => {
      if (!/^--zelos-[a-z0-9-]+$/.test(name)) throw new TypeError(`theme: "${name}" is not a --zelos- variable`);
      // Nothing that ends the declaration, opens another or loads something.
      if (/[;{}<>@\\]|url\s*\(|image-set|\/\*/i.test(value))
        throw new TypeError(`theme: value of ${name} is not allowed`);
      return `${name}:${value.trim()};`;
    })
    .join('');

/**
 * The style sheet with the operator's variables behind ours.
 * @throws TypeError for a variable that is none of ours, or a value that could carry other CSS
 */
export function themedCss(css: string, theme: Theme): string {
  const light = list(theme.variables ?? {});
  const dark = list(theme.darkVariables ?? {});
  return `${css}${light && `:root{${light}}\n`}${dark && `@media (prefers-color-scheme:dark){:root{${dark}}}\n`}`;
}

/**
 * Origin the logo comes from, for the page's policy; undefined for a relative or inlined one.
 * @throws TypeError for an address that is none of a picture
 */
export function logoOrigin(theme: Theme): string | undefined {
  const { logoUrl } = theme;
  if (logoUrl === undefined || /^data:image\//i.test(logoUrl)) return undefined;
  if (!URL.canParse(logoUrl)) {
    if (/^[a-z][a-z0-9+.-]*:/i.test(logoUrl)) throw new TypeError('theme: logoUrl is not an address');
    return undefined;
  }
  const url = new URL(logoUrl);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new TypeError('theme: logoUrl must be http(s) or data:image');
  return url.origin;
}
