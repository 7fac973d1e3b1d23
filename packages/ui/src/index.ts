export { createUi } from './handler.ts';
export type { Ui, UiOptions } from './handler.ts';
export { createInbox, INBOX_PATH } from './inbox/index.ts';
export type { InboxEntry, InboxMessage, InboxOptions, InboxSource } from './inbox/index.ts';
export type { Theme } from './theme.ts';
export type { PageId } from './visit.ts';
export type { Texts } from './text/index.ts';
