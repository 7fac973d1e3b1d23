import type { JsonObject } from '@zelos/contract';
import type { Identity } from '../../kernel/identity.ts';
import { identityVariable, languagesOf } from '../../kernel/message.ts';
import type { Effect } from '../../ports/effect.ts';

/**
 * The writes that tell the owner of an account that it was recovered: every recovery address and every other one that is
 * proven, each once (SR-RC-02).
 */
export function recoveryNotices(
  identity: Identity,
  occasion: { readonly now: Date; readonly transient: JsonObject; readonly acceptLanguage: string | undefined },
): readonly Effect[] {
  const proven = identity.verifiableAddresses.filter(({ verified }) => verified);
  const told = new Map(
    [...identity.recoveryAddresses, ...proven].map(({ via, value }) => [`${via} ${value}`, { via, value }]),
  );
  const languages = languagesOf(occasion.transient, identity, occasion.acceptLanguage);
  const variables = { Identity: identityVariable(identity), RecoveredAt: occasion.now.toISOString() };
  return Array.from(
    told.values(),
    ({ via, value }): Effect => ({
      do: 'send',
      message: { templateType: 'account_recovered', channel: via, recipient: value, variables, languages },
    }),
  );
}
