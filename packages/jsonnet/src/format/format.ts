export interface FormatOptions { readonly indent?: number }
export function format(source: string, _options: FormatOptions = {}): string { return source; }
