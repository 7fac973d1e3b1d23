import type { OperationId } from '@zelos/contract';
import { startLogin } from '../../flows/login/start.ts';
import { loginPolicy } from '../../flows/login/policy.ts';
import { assertFlowsBrowser } from '../../flows/pipeline/csrf.ts';
import { submitFlow } from '../../flows/pipeline/submit.ts';
import type { FlowPolicy } from '../../flows/policy.ts';
import { assertRegistrationEnabled, registrationPolicy } from '../../flows/registration/policy.ts';
import { startRegistration } from '../../flows/registration/start.ts';
import type { FlowDeps, FlowRequest, FlowResult, InitQuery } from '../../flows/types.ts';
import { assertRecoveryEnabled, recoveryPolicy } from '../../flows/recovery/policy.ts';
import { startRecovery } from '../../flows/recovery/start.ts';
import { assertVerificationEnabled, verificationPolicy } from '../../flows/verification/policy.ts';
import { startVerification } from '../../flows/verification/start.ts';
import type { FlowByKind, FlowType } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import type { Exchange, HttpDeps } from '../context.ts';
import { decodeSubmit } from '../decode.ts';
import { encodeFlow, isOpenedInBrowser } from '../encode-flow.ts';
import { withErrorPage } from '../error-page.ts';
import { json, type Reply } from '../exchange.ts';
import { presentFlow } from '../present/flow.ts';
import { native, publicRoute, type Route } from '../route-table.ts';
import { answerReader, assertNotExpired, unknownFlow } from './flow-checks.ts';
import { isUuid } from '../../kernel/uuid.ts';

const truthy = (text: string | undefined) =>
  text !== undefined && ['1', 't', 'T', 'true', 'True', 'TRUE'].includes(text);

function initQuery(exchange: Exchange, type: InitQuery['type']): InitQuery {
  return {
    type,
    returnTo: exchange.get('return_to'),
    refresh: truthy(exchange.get('refresh')),
    aal: exchange.get('aal'),
    organization: exchange.get('organization'),
    via: exchange.query.get('via') ?? undefined,
    identitySchema: exchange.get('identity_schema'),
    loginChallenge: exchange.query.get('login_challenge') ?? undefined,
    afterVerificationReturnTo: exchange.get('after_verification_return_to'),
  };
}

type Kinds = 'login' | 'registration' | 'recovery' | 'verification';

/** One kind of flow with what its routes need. */
interface Kind<K extends Kinds> {
  readonly policy: FlowPolicy<K>;
  readonly start: (deps: FlowDeps, query: InitQuery, request: FlowRequest) => Promise<FlowResult>;
  /** Checked before a flow is shown. */
  readonly assertFetchable: (deps: FlowDeps) => void;
  /** Whether a browser that begins one is told in JSON what is wrong, not on the error page. */
  readonly refusesInJson?: (deps: FlowDeps) => boolean;
  /** What a submit of an unknown flow is told beside the status. */
  readonly unknownReason?: string;
  /** Whether the 410 of a fetch carries an error id. */
  readonly expiredId: (type: FlowType) => boolean;
  readonly operations: Readonly<Record<'browser' | 'api' | 'fetch' | 'submit', OperationId>>;
}

const LOGIN: Kind<'login'> = {
  policy: loginPolicy,
  start: startLogin,
  assertFetchable: () => {},
  expiredId: () => true,
  operations: {
    browser: 'createBrowserLoginFlow',
    api: 'createNativeLoginFlow',
    fetch: 'getLoginFlow',
    submit: 'updateLoginFlow',
  },
};

const RECOVERY: Kind<'recovery'> = {
  policy: recoveryPolicy,
  start: startRecovery,
  assertFetchable: assertRecoveryEnabled,
  unknownReason: 'There is no such flow.',
  expiredId: (type) => type === 'api',
  operations: {
    browser: 'createBrowserRecoveryFlow',
    api: 'createNativeRecoveryFlow',
    fetch: 'getRecoveryFlow',
    submit: 'updateRecoveryFlow',
  },
};

const VERIFICATION: Kind<'verification'> = {
  policy: verificationPolicy,
  start: startVerification,
  assertFetchable: assertVerificationEnabled,
  // Contract: verification, section 3.1: only that it is switched off is told on the error page.
  refusesInJson: (deps) => deps.settings.verification.enabled,
  unknownReason: 'There is no such flow.',
  expiredId: () => false,
  operations: {
    browser: 'createBrowserVerificationFlow',
    api: 'createNativeVerificationFlow',
    fetch: 'getVerificationFlow',
    submit: 'updateVerificationFlow',
  },
};

const REGISTRATION: Kind<'registration'> = {
  policy: registrationPolicy,
  start: startRegistration,
  assertFetchable: assertRegistrationEnabled,
  expiredId: () => true,
  operations: {
    browser: 'createBrowserRegistrationFlow',
    api: 'createNativeRegistrationFlow',
    fetch: 'getRegistrationFlow',
    submit: 'updateRegistrationFlow',
  },
};

function routesOf<K extends Kinds>(deps: HttpDeps, kind: Kind<K>): readonly Route[] {
  const { policy, operations } = kind;
  const load = async (id: string | undefined): Promise<FlowByKind[K] | null> =>
    id !== undefined && isUuid(id) ? deps.flows.database.flows.get(policy.kind, id.toLowerCase()) : null;
  const begin = (type: InitQuery['type']) => async (exchange: Exchange) => {
    const work = async () =>
      encodeFlow(deps, exchange, await kind.start(deps.flows, initQuery(exchange, type), await exchange.flowRequest()));
    if (type === 'api') return native(await work());
    return withErrorPage(deps, exchange, work, () => kind.refusesInJson?.(deps.flows) ?? false);
  };
  const fetch = async (exchange: Exchange): Promise<Reply> => {
    kind.assertFetchable(deps.flows);
    const flow = await load(exchange.get('id'));
    if (!flow) throw unknownFlow();
    assertFlowsBrowser(exchange.facts, flow, deps.flows.mac);
    return answerReader(deps, exchange, flow, async () => {
      assertNotExpired(deps, flow, kind.expiredId(flow.type));
      return json(200, presentFlow(flow, deps));
    });
  };
  const submit = async (exchange: Exchange): Promise<Reply> => {
    let flow: FlowByKind[K] | null = null;
    // What a mailed link opens is a browser's, whoever began the flow.
    const isNative = () =>
      flow?.type === 'api' && exchange.request.method === 'POST' && !isOpenedInBrowser(flow, exchange);
    const reply = await withErrorPage(
      deps,
      exchange,
      async () => {
        const id = exchange.get('flow');
        if (id === undefined || !isUuid(id)) {
          throw new ProtocolError(400, { reason: 'The query parameter flow is missing or not the id of a flow.' });
        }
        flow = await load(id);
        if (!flow) throw unknownFlow(kind.unknownReason);
        const body = await decodeSubmit(exchange.request, exchange.query);
        return encodeFlow(
          deps,
          exchange,
          await submitFlow(deps.flows, policy, flow, await exchange.flowRequest(), body),
        );
      },
      () => isNative(),
    );
    return isNative() ? native(reply) : reply;
  };
  const base = `/self-service/${policy.kind}`;
  return [
    publicRoute(operations.browser, ['GET'], `${base}/browser`, 'mint', begin('browser')),
    publicRoute(operations.api, ['GET'], `${base}/api`, 'ignore', begin('api')),
    publicRoute(operations.fetch, ['GET'], `${base}/flows`, 'mint', fetch),
    publicRoute(operations.submit, ['POST', 'GET'], base, 'ignore', submit),
  ];
}

/** Begin, fetch and submit of every kind of flow. */
export function flowRoutes(deps: HttpDeps): readonly Route[] {
  return [
    ...routesOf(deps, LOGIN),
    ...routesOf(deps, REGISTRATION),
    ...routesOf(deps, RECOVERY),
    ...routesOf(deps, VERIFICATION),
  ];
}
