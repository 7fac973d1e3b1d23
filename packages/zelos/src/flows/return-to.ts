import type { FlowKind } from '../kernel/flow.ts';
import { ProtocolError } from '../kernel/problem.ts';
import { decideReturnTo, type ReturnTarget } from '../kernel/return-to.ts';

/** Default targets of the configuration, from the most special to the most general. */
export interface ReturnDefaults {
  readonly global: string;
  readonly perFlow: Readonly<Partial<Record<FlowKind | 'logout', string>>>;
  readonly perMethod: Readonly<Partial<Record<FlowKind, Readonly<Record<string, string>>>>>;
}

export interface ReturnTo {
  readonly global: string;
  /** The absolute target for a value that a client asked for. Throws ProtocolError 400 when it is not allowed. */
  check(value: string): string;
  /** Like check, for the self-service paths of this server alone; null when the value lies elsewhere. */
  own(value: string): string | null;
  /** The default of a flow and method of its own, without the global one. */
  special(kind: FlowKind, method: string | undefined): string | null;
  /** Where a finished flow goes: what was asked for, else the most special default. */
  after(kind: FlowKind | 'logout', method: string | undefined, asked: string | undefined): string;
}

/** Decisions about where browsers are sent (contract: http, section 8; better.md B1). */
export function createReturnTo(settings: {
  readonly allowed: readonly ReturnTarget[];
  readonly own: ReturnTarget;
  readonly defaults: ReturnDefaults;
}): ReturnTo {
  const { allowed, own, defaults } = settings;
  const check = (value: string): string => {
    const decided = decideReturnTo(value, defaults.global, [...allowed, own]);
    if (decided === null) {
      throw new ProtocolError(400, {
        id: 'self_service_flow_return_to_forbidden',
        reason: 'The address given in return_to is not among the allowed return addresses.',
      });
    }
    return decided;
  };
  const special = (kind: FlowKind, method: string | undefined): string | null =>
    (method === undefined ? undefined : defaults.perMethod[kind]?.[method]) ?? defaults.perFlow[kind] ?? null;
  return {
    global: defaults.global,
    check,
    own: (value) => decideReturnTo(value, defaults.global, [own]),
    special,
    after(kind, method, asked) {
      if (asked) return check(asked);
      return (kind === 'logout' ? defaults.perFlow.logout : special(kind, method)) ?? defaults.global;
    },
  };
}
