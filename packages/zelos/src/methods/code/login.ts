import { type JsonObject, type UiNode, uiText } from '@zelos/contract';
import { textField } from '../../kernel/fields.ts';
import { drawer, type LoginFlow } from '../../kernel/flow.ts';
import type { Identity, IdentityWithCredentials } from '../../kernel/identity.ts';
import type { Issue } from '../../kernel/issue.ts';
import { normalizeEmailStrict, normalizeIdentifier } from '../../kernel/normalize.ts';
import { missing, transientPayload } from '../../kernel/payload.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { csrfNode, inputNode, submitNode } from '../../kernel/ui.ts';
import type { Effect } from '../../ports/effect.ts';
import type { RequestFacts } from '../../ports/request.ts';
import { type Begun, type Opening, type Outcome, type Step, step, type Turn, type View } from '../api.ts';
import { throttled } from '../throttled.ts';
import { type Address, addressesOf, isStillTheirs, verifiedEffect, viaOf, withProof } from './addresses.ts';
import { forgetCodes, judgeCode, oneMoreCode, tooOften } from './codes.ts';
import type { CodeDeps, CodeSettings } from './config.ts';
import { flowMessage } from '../message.ts';

type Notes = {
  /** What was typed or chosen. */
  readonly identifier: string;
  /** What the hidden field carries. */
  readonly shown: string;
  /** Whose codes are on their way; null when they went to nobody. */
  readonly owner: string | null;
  /** Set once a submission of this screen was refused: the field has neither label nor rules from then on. */
  readonly tried: boolean;
  /** Set while the last submission was refused. */
  readonly refused: boolean;
  /** The only address that may be chosen, where the query named one. */
  readonly only?: string;
};
const NOTHING: Notes = { identifier: '', shown: '', owner: null, tried: false, refused: false };
const notes = drawer<Notes>('code');

interface Payload {
  readonly identifier: string | undefined;
  readonly code: string | undefined;
  readonly resend: boolean;
  readonly transient: JsonObject;
}

const PURPOSE = 'login';
const NOBODY = 'nobody@zelos.invalid';

/** A flow whose code is on its way shows nothing but its field. */
function isWaiting(flow: LoginFlow): boolean {
  return flow.active === 'code' && flow.state === 'sent_email';
}

/** Where this flow lets people choose their code to go; null when it asks for an identifier instead. */
function choices(settings: CodeSettings, { flow, identity }: View<'login'>): readonly Address[] | null {
  if (flow.requestedAal === 'aal2') {
    const { only } = notes.read(flow) ?? NOTHING;
    const all = settings.mfa && identity ? addressesOf(identity, settings.fallback) : [];
    return all.filter(({ address }) => only === undefined || address === only);
  }
  if (!flow.refresh || !settings.passwordless || !settings.chooseOnRefresh) return null;
  return identity ? addressesOf(identity, false) : [];
}

/** The screen on which a sent code is typed in (contract: nodes, section 3.2). */
function waitingNodes(settings: CodeSettings, view: View<'login'>): readonly UiNode[] {
  const { flow } = view;
  const { refused } = notes.read(flow) ?? NOTHING;
  const native = flow.type !== 'browser';
  return [
    ...carriedIdentifiers(settings, view),
    inputNode('code', 'method', 'hidden', { value: 'code' }),
    inputNode('code', 'code', 'text', { required: true, autocomplete: 'one-time-code', label: uiText(1070013) }),
    submitNode('code', 'method', 'code', uiText(1070009)),
    submitNode('code', 'resend', 'code', uiText(1070008)),
    ...(native && !refused ? [] : [csrfNode('')]),
  ];
}

/** An address that could have been chosen, or was. */
function carriedAddress(address: string, via = viaOf(address)): UiNode {
  return inputNode('code', 'identifier', 'hidden', {
    value: address,
    label: uiText(1010023, { address, channel: via }),
  });
}

/**
 * The fields that carry whom the code was sent to. The first one counts: after a refusal it has neither label nor rules,
 * and where addresses could be chosen the others follow it.
 */
function carriedIdentifiers(settings: CodeSettings, view: View<'login'>): readonly UiNode[] {
  const { flow, screen, identifierLabel } = view;
  const { shown: value, tried } = notes.read(flow) ?? NOTHING;
  const plain = inputNode('default', 'identifier', 'hidden', { value });
  const offered = choices(settings, view);
  if (offered) {
    const second = flow.requestedAal === 'aal2';
    // The form for a second factor has no other field for an identifier: the first address takes its place.
    const others = (second ? offered.slice(1) : offered).map(({ address, via }) => carriedAddress(address, via));
    return [second && !tried ? carriedAddress(value) : plain, ...others];
  }
  if (tried) return [plain];
  const rules = { value, required: true, label: identifierLabel };
  // Given on the screen before, it stays what it was there.
  return screen === 'credentials'
    ? [inputNode('identifier_first', 'identifier', 'hidden', { ...rules, autocomplete: 'username webauthn' })]
    : [inputNode('default', 'identifier', 'hidden', rules)];
}

function render(settings: CodeSettings, view: View<'login'>): readonly UiNode[] {
  const { flow, identity } = view;
  if (isWaiting(flow)) return waitingNodes(settings, view);
  const csrf = flow.type === 'browser' || flow.requestedAal === 'aal2' ? [csrfNode('')] : [];
  const offered = choices(settings, view);
  if (offered) {
    const buttons = offered.map(({ address, via }) =>
      submitNode('code', 'address', address, uiText(1010023, { address, channel: via })),
    );
    return buttons.length > 0 ? [...csrf, ...buttons] : [];
  }
  if (!settings.passwordless || view.screen === 'identifier') return [];
  const button = submitNode('code', 'method', 'code', uiText(1010015));
  if (view.screen === 'credentials') return view.anybody || identity ? [...csrf, button] : [];
  return [
    inputNode('default', 'identifier', 'text', { value: '', required: true, label: view.identifierLabel }),
    ...csrf,
    button,
  ];
}

/** Who is meant, and where their codes go; nobody gets a decoy where that must not show. */
async function resolve(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'login'>,
  identifier: string,
): Promise<{ readonly identity: IdentityWithCredentials; readonly addresses: readonly Address[] } | null> {
  const wanted = normalizeIdentifier(identifier);
  const { session, flow } = turn;
  if (flow.requestedAal === 'aal2') {
    // Second factors go to addresses of the person who is signed in, and to nobody else (better.md B3).
    const identity = session ? await deps.identities.getWithCredentials(session.identityId) : null;
    const own = identity ? addressesOf(identity, settings.fallback).filter((a) => a.address === wanted) : [];
    return identity && own.length > 0 ? { identity, addresses: own } : null;
  }
  // Both are asked for in any case: known and unknown identifiers cost the same (AB-42).
  const byCode = await deps.identities.findByIdentifier(['code'], [identifier, wanted]);
  const byAny = settings.fallback ? await deps.identities.findByIdentifier([], [identifier, wanted]) : null;
  const identity = byCode ?? byAny;
  if (!identity || (flow.refresh && session && session.identityId !== identity.id)) return null;
  const stored = addressesOf(identity, false);
  const exact = stored.filter((a) => a.address === wanted);
  if (exact.length > 0) return { identity, addresses: exact };
  if (stored.length > 0) return { identity, addresses: stored };
  return wanted.includes('@') ? { identity, addresses: [{ address: wanted, via: 'email' }] } : null;
}

/** Where the decoy of an unknown identifier goes: nowhere, but by the same work and on the same budgets. */
function decoyAddress(identifier: string): Address {
  const address = normalizeIdentifier(identifier);
  if (normalizeEmailStrict(address) !== null) return { address, via: 'email' };
  return /^[+][0-9]{2,20}$/.test(address) ? { address, via: 'sms' } : { address: NOBODY, via: 'email' };
}

type Moment = { readonly flow: LoginFlow; readonly request: RequestFacts };

/** The writes that send one code per address (SR-OB-06: they replace all earlier ones). */
function challenge(
  deps: CodeDeps,
  turn: Moment,
  addresses: readonly Address[],
  { owner, transient, identifier }: { owner: Identity | null; transient: JsonObject; identifier: string },
): Effect {
  const { flow, request } = turn;
  const context = { transient, acceptLanguage: request.header('accept-language') };
  const proofs = addresses.map(({ address, via }) => {
    const data: JsonObject = owner ? { identity_id: owner.id, address, via } : { decoy: true };
    const { code, effect } = oneMoreCode(deps, PURPOSE, flow, data);
    const message = flowMessage(deps, flow, context, {
      templateType: 'login_code_valid',
      channel: via,
      recipient: address,
      owner,
      variables: { LoginCode: code },
      decoy: owner === null,
      ...(address === NOBODY ? { budgetOf: normalizeIdentifier(identifier) } : {}),
    });
    return { message, writes: [effect] };
  });
  return { do: 'prove', once: [forgetCodes(PURPOSE, flow)], proofs };
}

async function send(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'login'>,
  payload: Payload,
): Promise<Outcome<'login'>> {
  const { flow } = turn;
  const noted = notes.read(flow) ?? NOTHING;
  // The form after a wrong code may carry no address: asking for another code needs none.
  const typed = payload.identifier ?? (isWaiting(flow) && noted.identifier !== '' ? noted.identifier : undefined);
  if (typed === undefined) return { to: 'form', issues: [missing('identifier')], patch: { state: 'choose_method' } };
  const identifier = typed.includes('@') ? typed.toLowerCase() : typed;
  const found = await resolve(deps, settings, turn, identifier);
  const hidden = settings.mitigateEnumeration && flow.requestedAal === 'aal1' && !flow.refresh;
  const foreign = flow.requestedAal === 'aal2' && settings.fallback ? 4010010 : 4000035;
  if (!found && !hidden) return { to: 'form', issues: [{ message: uiText(foreign) }] };
  const addresses = found?.addresses ?? [decoyAddress(identifier)];
  const owner = found?.identity ?? null;
  return {
    to: 'form',
    status: 400,
    progress: true,
    accepted: true,
    issues: [{ message: uiText(flow.refresh || flow.requestedAal === 'aal2' ? 1010025 : 1010014) }],
    patch: {
      state: 'sent_email',
      active: 'code',
      ...notes.write(flow, { ...noted, identifier, shown: identifier, owner: owner?.id ?? null, refused: false }),
    },
    effects: [challenge(deps, turn, addresses, { owner, transient: payload.transient, identifier })],
  };
}

/** True when a code that comes back with this identifier was sent to the person whom it names. */
async function isMeant(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'login'>,
  identifier: string | undefined,
): Promise<boolean> {
  const { identifier: asked, owner } = notes.read(turn.flow) ?? NOTHING;
  if (turn.flow.requestedAal === 'aal2' || turn.flow.refresh) {
    // Whoever is signed in adds to their own session, and to nobody else's (SR-SE-14).
    if (turn.session && turn.session.identityId !== owner) return false;
  }
  if (identifier === undefined || normalizeIdentifier(identifier) === normalizeIdentifier(asked)) return true;
  const found = await resolve(deps, settings, turn, identifier);
  return found !== null && found.identity.id === owner;
}

async function use(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'login'>,
  payload: Payload,
): Promise<Outcome<'login'>> {
  const noted = notes.read(turn.flow) ?? NOTHING;
  const refuse = (issue: Issue): Outcome<'login'> => ({
    to: 'form',
    issues: [issue],
    patch: notes.write(turn.flow, { ...noted, shown: payload.identifier ?? '', tried: true, refused: true }),
  });
  if (payload.code === undefined) return refuse(missing('code'));
  // A code that was sent to somebody else counts as a wrong one; it is judged like every other, so that it is counted.
  const code = (await isMeant(deps, settings, turn, payload.identifier)) ? payload.code : '';
  const account = normalizeIdentifier(noted.identifier || turn.flow.id);
  const { clientAddress } = turn.request;
  const verdict = await judgeCode(deps, PURPOSE, turn.flow, code, { account, clientAddress });
  if (verdict.is === 'throttled') return throttled<'login'>(verdict.retryAfterSeconds);
  if (verdict.is === 'too_often') return refuse(tooOften());
  const identity =
    verdict.is === 'right' ? await deps.identities.getWithCredentials(String(verdict.data['identity_id'])) : null;
  if (verdict.is === 'wrong' || !identity || !isStillTheirs(identity, verdict.data))
    return refuse({ message: uiText(4010008) });
  return {
    to: 'done',
    result: {
      identity: withProof(identity, verdict.data, turn.now),
      by: { method: 'code', aal: settings.mfa ? 'aal2' : 'aal1', completedAt: turn.now },
    },
    patch: { state: 'passed_challenge' },
    effects: [{ do: 'settle_attempt', ticket: verdict.ticket }, ...verifiedEffect(identity, verdict.data)],
  };
}

/** The address that a query names by its trait. Throws ProtocolError for a trait without a value, or one that is no address. */
function addressByTrait(path: string, addresses: readonly Address[], opening: Opening): string {
  const segments = path.replace(/^traits\./, '').split('.');
  let value: unknown = opening.identity.traits;
  for (const key of segments) {
    value =
      value !== null && typeof value === 'object' && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined;
  }
  const wanted = typeof value === 'string' && value !== '' ? normalizeIdentifier(value) : null;
  if (wanted === null) throw new ProtocolError(400, { reason: 'The trait named by via has no value.' });
  if (addresses.some(({ address }) => address === wanted)) return wanted;
  throw new ProtocolError(400, { reason: 'The trait named by via is no address that codes can be sent to.' });
}

/** One address and no other factor: its code is sent at once; the query may narrow the choice (contract: methods, 2.4). */
async function open(deps: CodeDeps, settings: CodeSettings, flow: LoginFlow, opening: Opening): Promise<Begun | null> {
  if (!settings.mfa) return null;
  const all = addressesOf(opening.identity, settings.fallback);
  const only = opening.via === undefined ? undefined : addressByTrait(opening.via, all, opening);
  const addresses = all.filter(({ address }) => only === undefined || address === only);
  const noted: Notes = { ...NOTHING, ...(only === undefined ? {} : { only }) };
  const [target] = addresses;
  if (!target || addresses.length > 1 || opening.others > 0)
    return only === undefined ? null : { patch: notes.write(flow, noted), issues: [], effects: [] };
  const identifier = target.address;
  const sent = { ...noted, identifier, shown: identifier, owner: opening.identity.id };
  return {
    patch: { state: 'sent_email', active: 'code', ...notes.write(flow, sent) },
    issues: [{ message: uiText(1010025) }],
    effects: [
      challenge(deps, { flow, request: opening.request }, [target], {
        owner: opening.identity,
        transient: {},
        identifier,
      }),
    ],
  };
}

/** Signing in with a code: as a first factor where that is switched on, as a second one otherwise. */
export function codeLogin(deps: CodeDeps, settings: CodeSettings): Step<'login'> {
  return step<'login', Payload>({
    claims({ method, fields }, flow) {
      const on = flow.requestedAal === 'aal2' ? settings.mfa : settings.passwordless;
      if (!on || flow.state === 'passed_challenge') return false;
      if (method === 'code') return true;
      const chooses = settings.mfa || (settings.chooseOnRefresh && flow.refresh);
      return method === undefined && chooses && textField(fields, 'address') !== undefined;
    },
    parse({ fields }) {
      return {
        ok: true,
        payload: {
          identifier: textField(fields, 'address') ?? textField(fields, 'identifier'),
          code: textField(fields, 'code'),
          resend: textField(fields, 'resend') === 'code',
          transient: transientPayload(fields),
        },
      };
    },
    takesOver: isWaiting,
    render: (view) => render(settings, view),
    alone: (turn, identifier) =>
      send(deps, settings, turn, { identifier, code: undefined, resend: false, transient: {} }),
    open: (flow, opening) => open(deps, settings, flow, opening),
    submit: (turn, payload) =>
      turn.flow.state === 'sent_email' && !payload.resend
        ? use(deps, settings, turn, payload)
        : send(deps, settings, turn, payload),
  });
}
