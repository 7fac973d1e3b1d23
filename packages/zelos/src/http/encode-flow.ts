import type { JsonObject } from '@zelos/contract';
import type { FlowResult, StartedVerification } from '../flows/types.ts';
import { type Flow, flowPage } from '../kernel/flow.ts';
import type { Identity } from '../kernel/identity.ts';
import { ProtocolError } from '../kernel/problem.ts';
import type { Exchange, HttpDeps } from './context.ts';
import { encodeError } from './encode-error.ts';
import { type Header, json, type Reply, redirect } from './exchange.ts';
import { presentFlow } from './present/flow.ts';
import { presentIdentity } from './present/identity.ts';
import { presentSession } from './present/session.ts';

/** Who reads an answer: a page navigation, a page's script, or a native client. */
type Audience = 'html' | 'spa' | 'api';

/** True when a person's browser goes on with a verification that an app may have begun: a mailed link led there. */
export function isOpenedInBrowser(flow: Flow | null, exchange: Exchange): boolean {
  if (flow?.kind !== 'verification') return false;
  return exchange.request.method !== 'POST' || (exchange.request.header('accept') ?? '').includes('text/html');
}

function audienceOf(flow: Flow | null, exchange: Exchange): Audience {
  const opened = isOpenedInBrowser(flow, exchange);
  if (flow?.type === 'api' && !opened) return 'api';
  return exchange.facts.isJson ? 'spa' : 'html';
}

function uiUrl(deps: HttpDeps, flow: Flow): string {
  return flowPage(deps.flows.settings[flow.kind].uiUrl, flow.id);
}

/** Tells a script or an app to open another address (contract: http, section 4). */
function locationChange(to: string, headers: readonly Header[] = []): Reply {
  return encodeError(
    new ProtocolError(422, {
      id: 'browser_location_change_required',
      reason: 'Continue at the address in redirect_browser_to.',
      siblings: { redirect_browser_to: to },
      headers,
    }),
    undefined,
  );
}

const redirectAction = (to: string): JsonObject => ({ action: 'redirect_browser_to', redirect_browser_to: to });

/** What an answer shows beside the flow itself. */
export interface Shown {
  /** The person whose settings these are. */
  readonly identity?: Identity;
}

/** The only place that turns the end of a flow request into an answer. */
export function encodeFlow(deps: HttpDeps, exchange: Exchange, result: FlowResult, shown: Shown = {}): Reply {
  switch (result.is) {
    case 'flow':
      return result.flow.type === 'api' || exchange.facts.acceptsJson
        ? json(200, presentFlow(result.flow, deps, shown))
        : redirect(303, uiUrl(deps, result.flow));
    case 'form':
      return encodeForm(deps, exchange, result, shown);
    case 'signed_in':
      return encodeSignedIn(deps, exchange, result);
    case 'registered':
      return encodeRegistered(deps, exchange, result);
    case 'replaced':
      return encodeReplaced(deps, exchange, result);
    case 'settings_saved':
      return encodeSaved(deps, exchange, result);
    case 'change_pending':
      return encodePending(deps, exchange, result, shown);
    case 'refresh_required':
      return encodeRefresh(deps, exchange, result);
    case 'recovered':
      return encodeRecovered(deps, exchange, result);
    case 'go':
      return redirect(result.status, result.url);
    case 'verification_required':
      return encodeVerificationRequired(exchange, result);
    case 'already_signed_in':
      return redirect(result.status, result.returnTo);
    case 'away':
      return exchange.facts.isJson ? locationChange(result.url) : redirect(303, result.url);
  }
}

function encodeForm(
  deps: HttpDeps,
  exchange: Exchange,
  result: Extract<FlowResult, { is: 'form' }>,
  shown: Shown,
): Reply {
  const { flow, status, refused, transientPayload, headers = [] } = result;
  if (audienceOf(flow, exchange) === 'html') {
    // Registration refuses with 302; everything else, and its progress, is 303 (contract: http, section 3).
    return redirect(flow.kind === 'registration' && refused ? 302 : 303, uiUrl(deps, flow), headers);
  }
  return json(status, presentFlow(flow, deps, { ...shown, transientPayload }), headers);
}

function encodeSignedIn(deps: HttpDeps, exchange: Exchange, result: Extract<FlowResult, { is: 'signed_in' }>): Reply {
  const { flow, session, token, stepUp, returnTo, newPrincipal, verification } = result;
  const now = deps.clock.now();
  const audience = audienceOf(flow, exchange);
  if (audience === 'api') {
    return json(200, {
      session_token: token,
      session: presentSession(session, deps.publicUrl, now, {
        withoutIdentity: stepUp !== null,
      }) as unknown as JsonObject,
      continue_with: verification ? [showVerification(verification, false)] : null,
    });
  }
  if (newPrincipal) exchange.rotateSecret();
  const cookie = deps.facts.sessionCookies.issue(token, session.expiresAt, now);
  if (stepUp !== null) return audience === 'spa' ? locationChange(stepUp, [cookie]) : redirect(303, stepUp, [cookie]);
  if (audience === 'html') return redirect(303, verification?.url ?? returnTo, [cookie]);
  return json(
    200,
    {
      session: presentSession(session, deps.publicUrl, now) as unknown as JsonObject,
      continue_with: [redirectAction(returnTo), ...(verification ? [showVerification(verification, true)] : [])],
    },
    [cookie],
  );
}

function encodeRegistered(
  deps: HttpDeps,
  exchange: Exchange,
  result: Extract<FlowResult, { is: 'registered' }>,
): Reply {
  const { flow, identity, session, token, returnTo, verification } = result;
  const now = deps.clock.now();
  const audience = audienceOf(flow, exchange);
  const shown = verification?.show ? [showVerification(verification, audience !== 'api')] : [];
  const target = verification?.show ? verification.url : returnTo;
  // A verification belongs to a new secret, with or without a session.
  if (verification && audience !== 'api') exchange.rotateSecret();
  const shownIdentity = presentIdentity(identity, deps.publicUrl) as unknown as JsonObject;
  if (!session || !token) {
    if (audience === 'html') return redirect(303, target);
    const actions = audience === 'spa' ? [redirectAction(returnTo), ...shown] : shown;
    return json(200, { identity: shownIdentity, continue_with: actions.length > 0 ? actions : null });
  }
  const shownSession = presentSession(session, deps.publicUrl, now) as unknown as JsonObject;
  if (audience === 'api') {
    return json(200, {
      session_token: token,
      session: shownSession,
      identity: shownIdentity,
      continue_with: [...shown, { action: 'set_ory_session_token', ory_session_token: token }],
    });
  }
  exchange.rotateSecret();
  const cookie = deps.facts.sessionCookies.issue(token, session.expiresAt, now);
  if (audience === 'html') return redirect(303, target, [cookie]);
  return json(
    200,
    { session: shownSession, identity: shownIdentity, continue_with: [redirectAction(returnTo), ...shown] },
    [cookie],
  );
}

function encodeReplaced(
  deps: HttpDeps,
  exchange: Exchange,
  { flow, announce }: Extract<FlowResult, { is: 'replaced' }>,
): Reply {
  if (flow.csrfSecret !== '' && flow.csrfSecret === exchange.nextSecret()) exchange.rotateSecret();
  // A mailed link is opened by a browser, whatever its Accept says.
  const opened = exchange.request.method !== 'POST' && flow.type === 'browser';
  if (opened || audienceOf(flow, exchange) === 'html') return redirect(303, uiUrl(deps, flow));
  if (announce.as === 'error') return encodeError(announce.error, undefined);
  return redirect(303, `${deps.publicUrl}self-service/${flow.kind}/flows?id=${flow.id}`);
}

/** Refused until an address is verified (contract: hooks, section 2.2; the body's code differs from the status there). */
function encodeVerificationRequired(
  exchange: Exchange,
  { flow, verification }: Extract<FlowResult, { is: 'verification_required' }>,
): Reply {
  if (audienceOf(flow, exchange) === 'html') return redirect(303, verification.url);
  return encodeError(
    new ProtocolError(403, {
      id: 'session_verified_address_required',
      code: 400,
      reason: 'Verify one of your addresses before you sign in.',
      details: { continue_with: [showVerification(verification, true)] },
    }),
    exchange.facts.requestId,
  );
}

/** A saved change: pages go on, JSON clients see the flow with its message (contract: settings, section 1.5). */
function encodeSaved(deps: HttpDeps, exchange: Exchange, result: Extract<FlowResult, { is: 'settings_saved' }>): Reply {
  const { flow, identity, session, token, returnTo, verification, transientPayload } = result;
  const audience = audienceOf(flow, exchange);
  const shown = verification ? [showVerification(verification, audience !== 'api')] : [];
  const continueWith = audience === 'spa' ? [...shown, redirectAction(returnTo)] : shown;
  const body = presentFlow(flow, deps, {
    identity,
    transientPayload,
    ...(continueWith.length > 0 ? { continueWith } : {}),
  });
  if (audience === 'api') return json(200, body);
  const cookie = deps.facts.sessionCookies.issue(token, session.expiresAt, deps.clock.now());
  return audience === 'html' ? redirect(303, returnTo, [cookie]) : json(200, body, [cookie]);
}

/** Nothing is changed yet: pages go to the verification, JSON clients hear of it (contract: settings, section 1.11). */
function encodePending(
  deps: HttpDeps,
  exchange: Exchange,
  result: Extract<FlowResult, { is: 'change_pending' }>,
  shown: Shown,
): Reply {
  const { flow, verification, transientPayload } = result;
  const audience = audienceOf(flow, exchange);
  if (audience === 'html') return redirect(303, verification.url);
  const continueWith = [showVerification(verification, audience !== 'api')];
  return json(200, presentFlow(flow, deps, { ...shown, transientPayload, continueWith }));
}

/** The session has to be proven again; the cookie names what is done afterwards (contract: settings, section 1.6). */
function encodeRefresh(
  deps: HttpDeps,
  exchange: Exchange,
  result: Extract<FlowResult, { is: 'refresh_required' }>,
): Reply {
  const { flow, url, continuity } = result;
  const cookies = continuity ? [deps.continuityCookies.issue(continuity, deps.clock.now())] : [];
  if (audienceOf(flow, exchange) === 'html') return redirect(303, url, cookies);
  return encodeError(
    new ProtocolError(403, {
      id: 'session_refresh_required',
      reason: 'Sign in again before you change this.',
      siblings: { redirect_browser_to: url },
      headers: cookies,
    }),
    undefined,
  );
}

/** Back in (contract: recovery, section 2.6). */
function encodeRecovered(deps: HttpDeps, exchange: Exchange, result: Extract<FlowResult, { is: 'recovered' }>): Reply {
  const { flow, session, token, settings, returnTo, opensInBrowser, transientPayload } = result;
  const audience = opensInBrowser ? 'html' : audienceOf(flow, exchange);
  if (audience !== 'api') exchange.rotateSecret();
  const cookie =
    audience === 'api' ? [] : [deps.facts.sessionCookies.issue(token, session.expiresAt, deps.clock.now())];
  if (audience === 'html') return redirect(303, settings?.url ?? returnTo, cookie);
  if (settings && !deps.flows.settings.continueWithTransitions) return locationChange(settings.url, cookie);
  const continueWith = [
    ...(audience === 'api' ? [{ action: 'set_ory_session_token', ory_session_token: token }] : []),
    ...(settings ? [{ action: 'show_settings_ui', flow: { id: settings.flow.id, url: settings.url } }] : []),
  ];
  return json(
    200,
    presentFlow(flow, deps, { transientPayload, ...(continueWith.length > 0 ? { continueWith } : {}) }),
    cookie,
  );
}

/** The page of a verification; native flows have no page, only the flow. */
function showVerification({ flow, address, url }: StartedVerification, withUrl: boolean): JsonObject {
  return {
    action: 'show_verification_ui',
    flow: { id: flow.id, verifiable_address: address, ...(withUrl ? { url } : {}) },
  };
}
