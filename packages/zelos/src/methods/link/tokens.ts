import type { JsonObject } from '@zelos/contract';
import { drawer, type Flow } from '../../kernel/flow.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Mac } from '../../ports/cipher.ts';
import type { Effect } from '../../ports/effect.ts';
import type { Random } from '../../ports/random.ts';
import type { Identities, NewSecret, OneTimeSecrets } from '../../ports/store.ts';

const LENGTH = 32;
const TOKEN = new RegExp(`^[A-Za-z0-9]{${LENGTH}}$`);

export interface LinkDeps {
  readonly mac: Mac;
  readonly random: Random;
  readonly clock: Clock;
  readonly secrets: Pick<OneTimeSecrets, 'consume'>;
  readonly identities: Pick<Identities, 'findVerifiableAddress' | 'findRecoveryAddress' | 'getWithCredentials'>;
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

/** A link that was sent for a flow; kept so that one that has run out is told from one that never was. */
type Sent = { readonly digest: string; readonly until: string };

/** What a flow notes about its links. */
export type LinkNotes = {
  /** The address as it was typed; the form shows it again. */
  readonly address: string;
  readonly sent?: readonly Sent[];
};
export const linkNotes = drawer<LinkNotes>('link');
const MOST_SENT = 10;

/** The notes of a flow after another link was asked for. */
export function notesAfter(flow: Flow, address: string, secret: NewSecret): LinkNotes {
  const before = linkNotes.read(flow)?.sent ?? [];
  const sent = { digest: secret.digest, until: secret.expiresAt.toISOString() };
  return { address, sent: [...before.slice(1 - MOST_SENT), sent] };
}

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
): { readonly token: string; readonly effect: Extract<Effect, { do: 'remember' }> } {
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

export type TokenVerdict =
  | { readonly is: 'right'; readonly data: JsonObject }
  | { readonly is: 'wrong' }
  | { readonly is: 'expired'; readonly at: Date };

/** Uses a token up: what it stands for, once (SR-OB-07, better.md B11); foreign, used and unknown ones are wrong alike. */
export async function useToken(deps: LinkDeps, purpose: LinkPurpose, flow: Flow, token: string): Promise<TokenVerdict> {
  if (!TOKEN.test(token)) return { is: 'wrong' };
  const now = deps.clock.now();
  const digests = deps.mac.candidates(label(purpose), token);
  const data = await deps.secrets.consume(label(purpose), flow.id, digests, now);
  if (data !== null) return data['decoy'] === true ? { is: 'wrong' } : { is: 'right', data };
  const sent = linkNotes.read(flow)?.sent?.find(({ digest }) => digests.includes(digest));
  const until = sent ? new Date(sent.until) : null;
  // A flow that has passed has ended all its links, whatever their age.
  return until && until <= now && flow.state !== 'passed_challenge' ? { is: 'expired', at: until } : { is: 'wrong' };
}

/** The write that ends the other links of a flow once one of them has been used. */
export function endTokens(purpose: LinkPurpose, flow: Flow): Effect {
  return { do: 'forget_secrets', purpose: label(purpose), flowId: flow.id };
}

/** The address that is mailed. */
export function linkUrl(deps: LinkDeps, purpose: LinkPurpose, flow: Flow, token: string): string {
  const url = new URL(`${deps.publicUrl}self-service/${purpose}`);
  url.searchParams.set('flow', flow.id);
  url.searchParams.set('token', token);
  return url.href;
}
