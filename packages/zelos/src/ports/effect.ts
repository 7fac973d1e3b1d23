import type { Ticket } from './throttle.ts';

/** A write that was decided but not done. Methods and hooks return effects; the pipeline applies them in its one transaction. */
export type Effect =
  | { readonly do: 'issue_session' }
  | { readonly do: 'revoke_other_sessions' }
  | { readonly do: 'settle_attempt'; readonly ticket: Ticket };
