import type { Identities } from '../../ports/store.ts';
import { defineMethod } from '../api.ts';
import { identifierFirstLogin } from './login.ts';

export interface IdentifierFirstDeps {
  readonly identities: Pick<Identities, 'findByIdentifier'>;
}

export interface IdentifierFirstSettings {
  /** True when the login style asks for the identifier before anything else. */
  readonly enabled: boolean;
  /** Known and unknown identifiers must not be told apart. */
  readonly mitigateEnumeration: boolean;
}

/** `identifier_first`: asks who it is before asking for a proof. Proves nothing by itself. */
export const identifierFirstMethod = defineMethod<IdentifierFirstDeps, IdentifierFirstSettings>({
  id: 'identifier_first',
  create: (deps, settings) => ({
    id: 'identifier_first',
    enabled: settings.enabled,
    login: identifierFirstLogin(deps, settings),
  }),
});
