import type { Flow } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import type { Exchange, HttpDeps } from '../context.ts';
import { asProtocolError, encodeError } from '../encode-error.ts';
import type { Reply } from '../exchange.ts';
import { native } from '../route-table.ts';

/** The refusal for a flow that is not there; says nothing about why. */
export function unknownFlow(reason?: string): ProtocolError {
  return new ProtocolError(404, reason ? { reason } : {});
}

/** Refuses to show a flow that has run out, and tells where a fresh one begins (contract: http, section 4). */
export function assertNotExpired(deps: HttpDeps, flow: Flow, withId: boolean): void {
  if (flow.expiresAt > deps.clock.now()) return;
  const base = `${deps.publicUrl}self-service/${flow.kind}`;
  const back = flow.returnTo ? `?${new URLSearchParams({ return_to: flow.returnTo })}` : '';
  throw new ProtocolError(410, {
    ...(withId ? { id: 'self_service_flow_expired' as const } : {}),
    reason: 'The flow has run out: begin a new one.',
    details:
      flow.type === 'api'
        ? { api: `${base}/api` }
        : { redirect_to: `${base}/browser${back}`, return_to: flow.returnTo ?? '' },
  });
}

/** Answers the reader of a flow; what a native client reads sets no cookie, refusals included (better.md B6). */
export async function answerReader(
  deps: HttpDeps,
  exchange: Exchange,
  flow: Flow,
  work: () => Promise<Reply>,
): Promise<Reply> {
  if (flow.type === 'browser') return work();
  try {
    return native(await work());
  } catch (thrown) {
    const { requestId } = exchange.facts;
    return native(encodeError(asProtocolError(thrown, deps.log, requestId), requestId));
  }
}
