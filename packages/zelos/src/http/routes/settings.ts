import { submitFlow } from '../../flows/pipeline/submit.ts';
import { identityMismatch, settingsAal2Required, settingsPolicy } from '../../flows/settings/policy.ts';
import { startSettings } from '../../flows/settings/start.ts';
import type { InitQuery } from '../../flows/types.ts';
import { flowPage, type SettingsFlow } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import type { Exchange, HttpDeps } from '../context.ts';
import { decodeSubmit } from '../decode.ts';
import { encodeFlow } from '../encode-flow.ts';
import { withErrorPage } from '../error-page.ts';
import { json, redirect, type Reply } from '../exchange.ts';
import { presentFlow } from '../present/flow.ts';
import { native, publicRoute, type Route } from '../route-table.ts';
import { answerReader, assertNotExpired, unknownFlow } from './flow-checks.ts';
import { isUuid } from '../../kernel/uuid.ts';
import { noSession } from './whoami.ts';

/** Errors that only tell where to go: a page navigation goes there at once. */
function leads(error: unknown): string | null {
  if (!(error instanceof ProtocolError) || error.id !== 'session_aal2_required') return null;
  const to = error.siblings?.['redirect_browser_to'];
  return typeof to === 'string' ? to : null;
}

/** Begin, fetch and submit of settings, for people who are signed in (contract: settings, section 1). */
export function settingsRoutes(deps: HttpDeps): readonly Route[] {
  const load = async (id: string | undefined): Promise<SettingsFlow | null> =>
    id !== undefined && isUuid(id) ? deps.flows.database.flows.get('settings', id.toLowerCase()) : null;
  const ownIdentity = async (exchange: Exchange) => {
    const current = await exchange.session();
    return current ? { identity: current.session.identity } : {};
  };
  /** Pages follow an error that leads somewhere; everybody else reads it. */
  const guided = async (exchange: Exchange, readsJson: () => boolean, work: () => Promise<Reply>): Promise<Reply> =>
    withErrorPage(
      deps,
      exchange,
      async () => {
        try {
          return await work();
        } catch (error) {
          const to = leads(error);
          if (to === null || readsJson() || exchange.facts.isJson) throw error;
          return redirect(303, to);
        }
      },
      readsJson,
    );

  const begin = (type: InitQuery['type']) => async (exchange: Exchange) => {
    const query: InitQuery = { type, refresh: false, returnTo: exchange.get('return_to') };
    const reply = await guided(
      exchange,
      () => type === 'api' || exchange.facts.acceptsJson,
      async () =>
        encodeFlow(
          deps,
          exchange,
          await startSettings(deps.flows, query, await exchange.flowRequest()),
          await ownIdentity(exchange),
        ),
    );
    return type === 'api' ? native(reply) : reply;
  };

  const fetch = async (exchange: Exchange): Promise<Reply> => {
    const current = await exchange.session();
    if (!current) {
      if (exchange.facts.isJson) throw noSession();
      return redirect(302, deps.flows.settings.login.uiUrl);
    }
    const flow = await load(exchange.get('id'));
    if (!flow) throw unknownFlow();
    return answerReader(deps, exchange, flow, async () => {
      if (flow.identityId !== current.session.identityId) throw identityMismatch();
      if (!(await deps.flows.satisfies(current.session, deps.flows.settings.settings.requiredAal))) {
        throw settingsAal2Required(deps.flows, flowPage(deps.flows.settings.settings.uiUrl, flow.id));
      }
      assertNotExpired(deps, flow, false);
      return json(200, presentFlow(flow, deps, { identity: current.session.identity }));
    });
  };

  const submit = async (exchange: Exchange): Promise<Reply> => {
    let flow: SettingsFlow | null = null;
    const reply = await guided(
      exchange,
      () => flow?.type === 'api',
      async () => {
        const id = exchange.get('flow');
        if (id === undefined || !isUuid(id)) {
          throw new ProtocolError(400, { reason: 'The query parameter flow is missing or not the id of a flow.' });
        }
        flow = await load(id);
        if (!flow) throw unknownFlow();
        const body = await decodeSubmit(exchange.request, exchange.query);
        const result = await submitFlow(deps.flows, settingsPolicy, flow, await exchange.flowRequest(), body);
        return encodeFlow(deps, exchange, result, await ownIdentity(exchange));
      },
    );
    return (flow as SettingsFlow | null)?.type === 'api' ? native(reply) : reply;
  };

  return [
    publicRoute('createBrowserSettingsFlow', ['GET'], '/self-service/settings/browser', 'mint', begin('browser')),
    publicRoute('createNativeSettingsFlow', ['GET'], '/self-service/settings/api', 'ignore', begin('api')),
    publicRoute('getSettingsFlow', ['GET'], '/self-service/settings/flows', 'mint', fetch),
    publicRoute('updateSettingsFlow', ['POST', 'GET'], '/self-service/settings', 'ignore', submit),
  ];
}
