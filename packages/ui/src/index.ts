export { createUi } from './handler.ts';
export type { Ui, UiOptions } from './handler.ts';
export type { Theme } from './theme.ts';
export type { PageId } from './visit.ts';
export type { Texts } from './text/index.ts';
