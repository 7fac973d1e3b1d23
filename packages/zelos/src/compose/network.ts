import type { Config } from '@zelos/contract';
import { createDial, createNetworkGuard, type Dial } from '../platform/dial.ts';
import { createOutboundHttp, exceptionList } from '../platform/outbound-http.ts';
import type { Logger } from '../ports/logger.ts';
import type { OutboundHttp } from '../ports/outbound-http.ts';

/** Outgoing connections as `clients` permits them. A refused target is an event in the log. */
export function createNetwork(
  { clients }: Config,
  log: Logger,
): { readonly outbound: OutboundHttp; readonly dial: Dial } {
  const guard = (protocol: 'http' | 'smtp') =>
    createNetworkGuard(
      { refusePrivate: clients[protocol].disallow_private_ip_ranges },
      { refused: (host) => log.warn({ event: 'target_refused', protocol, host }, 'a target was not called') },
    );
  return {
    outbound: createOutboundHttp(guard('http'), exceptionList(clients.http.private_ip_exception_urls)),
    dial: createDial(guard('smtp')),
  };
}
