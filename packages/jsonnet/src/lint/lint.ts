export type LintRule = string;
export interface Finding { readonly rule: LintRule }
export function lint(_source: string): Finding[] { return []; }
