import type { JsonObject } from '@zelos/contract';
import type { Flow } from '../../kernel/flow.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Mac } from '../../ports/cipher.ts';
import type { Effect } from '../../ports/effect.ts';
import type { Random } from '../../ports/random.ts';
import type { Identities, OneTimeSecrets } from '../../ports/store.ts';
import type { SendBudget } from '../../ports/throttle.ts';

const LENGTH = 32;
const TOKEN = new RegExp(`^[A-Za-z0-9]{${LENGTH}}$`);

export interface LinkDeps {
  readonly mac: Mac;
  readonly random: Random;
  readonly clock: Clock;
  readonly secrets: Pick<OneTimeSecrets, 'consume'>;
  readonly identities: Pick<Identities, 'findVerifiableAddress' | 'findRecoveryAddress' | 'getWithCredentials'>;
  readonly sends: SendBudget;
  /** How long a link can be used, in milliseconds. */
  readonly lifespanMs: number;
  /** Public base URL with a trailing slash: what mailed links begin with. */
  readonly publicUrl: string;
}

export interface LinkSettings {
  readonly enabled: boolean;
  readonly notifyUnknown: { readonly verification: boolean; readonly recovery: boolean };
}

export type LinkPurpose = 'recovery' | 'verification';

function label(purpose: LinkPurpose): string {
  return `link:${purpose}`;
}

/**
 * A fresh link token for a flow (190 bits), and the write that remembers its keyed digest. Earlier links of the flow stay
 * good until they are used or run out (contract: recovery, section 2.7).
 */
export function freshToken(
  deps: LinkDeps,
  purpose: LinkPurpose,
  flow: Flow,
  data: JsonObject,
  lifespanMs = deps.lifespanMs,
): { readonly token: string; readonly effect: Effect } {
  const token = deps.random.token(LENGTH);
  const now = deps.clock.now();
  return {
    token,
    effect: {
      do: 'remember',
      secret: {
        id: deps.random.uuid(),
        purpose: label(purpose),
        flowId: flow.id,
        digest: deps.mac.sign(label(purpose), token),
        data,
        createdAt: now,
        expiresAt: new Date(now.getTime() + lifespanMs),
      },
    },
  };
}

/** Uses a token up: what it stands for, once; null when it is foreign, used or too old (SR-OB-07, better.md B11). */
export async function useToken(
  deps: LinkDeps,
  purpose: LinkPurpose,
  flow: Flow,
  token: string,
): Promise<JsonObject | null> {
  if (!TOKEN.test(token)) return null;
  const data = await deps.secrets.consume(
    label(purpose),
    flow.id,
    deps.mac.candidates(label(purpose), token),
    deps.clock.now(),
  );
  return data === null || data['decoy'] === true ? null : data;
}

/** The address that is mailed. */
export function linkUrl(deps: LinkDeps, purpose: LinkPurpose, flow: Flow, token: string): string {
  const url = new URL(`${deps.publicUrl}self-service/${purpose}`);
  url.searchParams.set('flow', flow.id);
  url.searchParams.set('token', token);
  return url.href;
}
