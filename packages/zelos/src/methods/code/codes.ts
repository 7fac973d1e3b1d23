import type { JsonObject } from '@zelos/contract';
import type { Flow } from '../../kernel/flow.ts';
import type { Issue } from '../../kernel/issue.ts';
import { genericIssue } from '../../kernel/ui.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Mac } from '../../ports/cipher.ts';
import type { Effect } from '../../ports/effect.ts';
import type { Random } from '../../ports/random.ts';
import type { Counters, OneTimeSecrets } from '../../ports/store.ts';
import type { Attempts, Ticket } from '../../ports/throttle.ts';

const DIGITS = 6;

export interface CodeTools {
  readonly mac: Mac;
  readonly random: Random;
  readonly clock: Clock;
  readonly attempts: Attempts;
  readonly counters: Pick<Counters, 'increment'>;
  readonly secrets: Pick<OneTimeSecrets, 'consume'>;
  /** How long a code can be used, in milliseconds. */
  readonly lifespanMs: number;
  /** Submissions that are judged per flow, right or wrong ones. */
  readonly maxSubmissions: number;
}

export type CodePurpose = 'login' | 'registration' | 'recovery' | 'verification';

/** What people type around the digits: blanks of all kinds and dashes (SR-OB-11). Null when the rest is not a code. */
export function readCode(text: string): string | null {
  const digits = text.replace(/[\s\u00a0\u2000-\u200b\u202f\u205f\u3000-]/g, '');
  return new RegExp(`^[0-9]{${DIGITS}}$`).test(digits) ? digits : null;
}

/** A code counts for one flow and one purpose only (SR-OB-02): both are part of what is digested and of the row. */
function digestInput(flow: Flow, code: string): string {
  return `${flow.id}:${code}`;
}

function label(purpose: CodePurpose): string {
  return `code:${purpose}`;
}

/**
 * A fresh code for a flow, and the writes that remember it in the place of all earlier ones.
 * @param data what the code stands for; comes back when it is used
 */
export function freshCode(
  tools: CodeTools,
  purpose: CodePurpose,
  flow: Flow,
  data: JsonObject,
): { readonly code: string; readonly effects: readonly Effect[] } {
  const { code, effect } = oneMoreCode(tools, purpose, flow, data);
  return { code, effects: [forgetCodes(purpose, flow), effect] };
}

/** The write that ends all codes of a flow: new ones take their place (SR-OB-06). */
export function forgetCodes(purpose: CodePurpose, flow: Flow): Effect {
  return { do: 'forget_secrets', purpose: label(purpose), flowId: flow.id };
}

/** A code beside the others of a flow, and the write that remembers it. */
export function oneMoreCode(
  tools: CodeTools,
  purpose: CodePurpose,
  flow: Flow,
  data: JsonObject,
): { readonly code: string; readonly effect: Effect } {
  const code = tools.random.digits(DIGITS);
  const now = tools.clock.now();
  return {
    code,
    effect: {
      do: 'remember',
      secret: {
        id: tools.random.uuid(),
        purpose: label(purpose),
        flowId: flow.id,
        digest: tools.mac.sign(label(purpose), digestInput(flow, code)),
        data,
        createdAt: now,
        expiresAt: new Date(now.getTime() + tools.lifespanMs),
      },
    },
  };
}

/** What somebody reads whose flow judges no more codes. */
export function tooOften(): Issue {
  return genericIssue('A code was submitted too often. Ask for a new one.');
}

export type CodeVerdict =
  | { readonly is: 'right'; readonly data: JsonObject; readonly ticket: Ticket }
  | { readonly is: 'wrong' }
  | { readonly is: 'too_often' }
  | { readonly is: 'throttled'; readonly retryAfterSeconds: number };

/**
 * Judges a submitted code. Counts before it compares: once for the flow (whose limit is part of the contract), once for
 * the account, so that new flows give no new guesses (SR-TH-02). The right code is consumed by the same statement.
 */
export async function judgeCode(
  tools: CodeTools,
  purpose: CodePurpose,
  flow: Flow,
  submitted: string,
  who: { readonly account: string; readonly clientAddress: string },
): Promise<CodeVerdict> {
  const now = tools.clock.now();
  const window = Math.max(1000, flow.expiresAt.getTime() - flow.issuedAt.getTime());
  const { count } = await tools.counters.increment(`submissions:${flow.id}`, window, now);
  if (count > tools.maxSubmissions) return { is: 'too_often' };
  // Counted apart for each purpose: who is stopped at one of them has the others as a way out (AB-4).
  const subject = { factor: label(purpose), account: who.account, unowned: purpose === 'registration' };
  const admission = await tools.attempts.admit(subject, who.clientAddress);
  if (!admission.admitted) return { is: 'throttled', retryAfterSeconds: admission.retryAfterSeconds };
  const code = readCode(submitted);
  if (code === null) return { is: 'wrong' };
  const digests = tools.mac.candidates(label(purpose), digestInput(flow, code));
  const data = await tools.secrets.consume(label(purpose), flow.id, digests, now);
  // A decoy was sent to nobody: nobody can know it, but a lucky guess must not count either.
  if (data === null || data['decoy'] === true) return { is: 'wrong' };
  return { is: 'right', data, ticket: admission.ticket };
}
