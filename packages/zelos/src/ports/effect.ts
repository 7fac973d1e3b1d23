import type { OutgoingMessage } from './courier.ts';
import type { NewSecret } from './store.ts';
import type { Ticket } from './throttle.ts';

/** A write that was decided but not done. Methods and hooks return effects; the pipeline applies them in its one transaction. */
export type Effect =
  | { readonly do: 'issue_session' }
  | { readonly do: 'revoke_other_sessions' }
  | { readonly do: 'settle_attempt'; readonly ticket: Ticket }
  /** Ends every unused secret of a purpose and flow: a new code replaces the older ones (SR-OB-06). */
  | { readonly do: 'forget_secrets'; readonly purpose: string; readonly flowId: string }
  | { readonly do: 'remember'; readonly secret: NewSecret }
  /** A notice to somebody. */
  | { readonly do: 'send'; readonly message: OutgoingMessage }
  /**
   * Proofs that somebody asked for. A message over its budget is left out with the writes that belong to it; `once` is done
   * before the first that is sent. So a code that is on its way stays good when nothing takes its place.
   */
  | {
      readonly do: 'prove';
      readonly once: readonly Effect[];
      readonly proofs: readonly { readonly message: OutgoingMessage; readonly writes: readonly Effect[] }[];
    }
  | {
      readonly do: 'mark_address';
      readonly identityId: string;
      readonly addressId: string;
      readonly verified?: boolean;
      readonly status: 'pending' | 'sent' | 'completed';
    }
  /** Begins the verification of the first address that needs it (hook `verification`). */
  | { readonly do: 'start_verification' }
  /** Leads to the verification that was begun (hook `show_verification_ui`). */
  | { readonly do: 'show_verification_ui' };
