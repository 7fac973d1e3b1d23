import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { connect, type LookupFunction, type Socket } from 'node:net';
import { callbackify } from 'node:util';
import { type NetworkPolicy, refusesAddress, refusesHost, TargetRefusedError } from './network-policy.ts';

/** Finds all addresses of a name. Rejects as `dns.lookup` does. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** Decides about targets at the moment of connecting; the same for HTTP and SMTP. */
export interface NetworkGuard {
  /** Throws TargetRefusedError for a host that is refused as it is written: an address is never looked up. */
  check(host: string): void;
  /** For sockets: the addresses of a name that are not refused. What is checked is what is connected to (no rebinding). */
  readonly lookup: LookupFunction;
}

/**
 * Asks the system. Those who ask for the same name at the same time share one answer: a name server that hangs keeps one thread
 * of the pool busy, not all of them (FT-30).
 */
export function createSystemResolve(): Resolve {
  const running = new Map<string, Promise<readonly LookupAddress[]>>();
  return (host) => {
    const known = running.get(host);
    if (known) return known;
    const asked = new Promise<readonly LookupAddress[]>((resolve, reject) => {
      systemLookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
    }).finally(() => running.delete(host));
    running.set(host, asked);
    return asked;
  };
}

const systemResolve = createSystemResolve();

/**
 * @param options.refused told the host of every target that was refused, for the log
 */
export function createNetworkGuard(
  policy: NetworkPolicy,
  options: { readonly refused?: (host: string) => void; readonly resolve?: Resolve } = {},
): NetworkGuard {
  const { refused = () => {}, resolve = systemResolve } = options;
  const refuse = (host: string) => {
    refused(host);
    return new TargetRefusedError();
  };
  const permitted = async (host: string, family: number | string): Promise<readonly LookupAddress[]> => {
    const wanted = (await resolve(host)).filter((one) => family === 0 || `${family}`.endsWith(`${one.family}`));
    if (wanted.length === 0) throw Object.assign(new Error('the name has no address'), { code: 'ENOTFOUND' });
    const allowed = wanted.filter(({ address }) => !refusesAddress(policy, address));
    if (allowed.length === 0) throw refuse(host);
    return allowed;
  };
  const find = callbackify(permitted);
  return {
    check(host) {
      if (refusesHost(policy, host)) throw refuse(host);
    },
    lookup(host, { all, family = 0 }, done) {
      find(host, family, (error, addresses) => {
        const [first] = error ? [] : addresses;
        if (!first) done(error, '', 0);
        else if (all) done(null, [...addresses]);
        else done(null, first.address, first.family);
      });
    },
  };
}

/** Opens TCP connections to targets that are permitted. */
export type Dial = (host: string, port: number, timeoutMs: number) => Promise<Socket>;

/**
 * @returns a function that rejects with TargetRefusedError, with the system's error, or after `timeoutMs`
 */
export function createDial(guard: NetworkGuard): Dial {
  return async (host, port, timeoutMs) => {
    guard.check(host);
    const socket = connect({ host, port, lookup: guard.lookup });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        socket.destroy();
        reject(Object.assign(new Error('the connection took too long'), { code: 'ETIMEDOUT' }));
      }, timeoutMs);
      socket.once('connect', () => {
        clearTimeout(timer);
        resolve();
      });
      // Stays behind after the connection is made, until its user has listeners of their own.
      socket.once('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
    });
    return socket;
  };
}
