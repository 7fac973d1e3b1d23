import type { Flow } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';

/** The answer to a submit of a flow that has run out: names the one that replaces it. `since` counts nanoseconds. */
export function flowExpired(now: Date, old: Flow, fresh: Flow): ProtocolError {
  const since = Math.max(0, now.getTime() - old.expiresAt.getTime());
  return new ProtocolError(410, {
    id: 'self_service_flow_expired',
    reason: 'The flow can no longer be used: go on with the one named in use_flow_id.',
    siblings: { use_flow_id: fresh.id, expired_at: old.expiresAt.toISOString(), since: since * 1_000_000 },
  });
}

/** The answer to a submit after which another flow takes over. */
export function flowReplaced(fresh: Flow): ProtocolError {
  return new ProtocolError(410, {
    id: 'self_service_flow_replaced',
    reason: 'Another flow takes over: go on with the one named in use_flow_id.',
    siblings: { use_flow_id: fresh.id },
  });
}
