import { textField } from '../../kernel/fields.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import type { Method } from '../../methods/api.ts';
import type { FlowPolicy } from '../policy.ts';
import type { FlowDeps } from '../types.ts';

/** The one way in that a person has, when it can go on by itself. With mitigation nobody is looked up: only the configuration decides. */
async function onlyWay(deps: FlowDeps, identifier: string): Promise<Method | null> {
  const ways = deps.methods.filter((m) => m.enabled && m.login && m.count && m.secondFactor !== true);
  const going = ways.filter((method) => method.login?.alone);
  if (going.length === 0) return null;
  if (deps.settings.mitigateEnumeration) return ways.length === 1 ? (going[0] ?? null) : null;
  const { findByIdentifier } = deps.database.identities;
  const identity = await findByIdentifier([], [identifier, normalizeIdentifier(identifier)]);
  const usable = (identity?.credentials ?? []).filter((credential) => deps.counting.count(credential).first > 0);
  const [only] = usable;
  return usable.length === 1 ? (going.find((method) => method.id === only?.type) ?? null) : null;
}

/** An identifier that can be proven in one way only goes on with it at once (contract: methods, section 2.4). */
export const followIdentifier: NonNullable<FlowPolicy<'login'>['follow']> = async (deps, turn, outcome, submission) => {
  const identifier = textField(submission.fields, 'identifier');
  if (outcome.to !== 'form' || outcome.screen !== 'credentials' || identifier === undefined) return outcome;
  const method = await onlyWay(deps, identifier);
  const next = await method?.login?.alone?.(turn, identifier);
  // The answer is one of the second screen, whose identifier is known.
  return next?.to === 'form' && next.progress ? { ...next, screen: 'credentials', unsorted: true } : outcome;
};
