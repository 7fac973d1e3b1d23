import type { Identities } from '../../ports/store.ts';
import type { CodeTools } from './codes.ts';

export interface CodeDeps extends CodeTools {
  readonly identities: Pick<
    Identities,
    'findVerifiableAddress' | 'findRecoveryAddress' | 'getWithCredentials' | 'findByIdentifier'
  >;
  /** Public base URL with a trailing slash: what mailed links begin with. */
  readonly publicUrl: string;
}

export interface CodeSettings {
  readonly enabled: boolean;
  readonly passwordless: boolean;
  readonly mfa: boolean;
  /** Who signs in again chooses where the code goes (`refresh_login_choose_address`). */
  readonly chooseOnRefresh: boolean;
  /** Codes may go to an address of the person that is no code credential. */
  readonly fallback: boolean;
  /** Known and unknown identifiers must not be told apart. */
  readonly mitigateEnumeration: boolean;
  /** True when texts can be sent: addresses may be phone numbers. */
  readonly sms: boolean;
  readonly notifyUnknown: { readonly verification: boolean; readonly recovery: boolean };
}
