import { uiText } from '@zelos/contract';
import { textField } from '../../kernel/fields.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import type { Method } from '../../methods/api.ts';
import type { FlowPolicy } from '../policy.ts';
import type { FlowDeps } from '../types.ts';

/** How an identifier can be proven: by one method that goes on by itself, in no way at all, or as its owner chooses. */
type Ways = Method | 'none' | 'choice';

/** Enabled methods that sign in with a first factor. */
function firstFactors(deps: FlowDeps): readonly Method[] {
  return deps.methods.filter((m) => m.enabled && m.login && m.secondFactor !== true && m.id !== 'identifier_first');
}

async function waysOf(deps: FlowDeps, identifier: string): Promise<Ways> {
  const methods = firstFactors(deps);
  const going = methods.filter((method) => method.login?.alone);
  // With mitigation nobody is looked up: only the configuration decides.
  if (deps.settings.mitigateEnumeration) return methods.length === 1 ? (going[0] ?? 'choice') : 'choice';
  // A method that does not count what people have may be a way in for anybody.
  if (methods.some((method) => !method.count)) return 'choice';
  const names = [identifier, normalizeIdentifier(identifier)];
  const identity = await deps.database.identities.findByIdentifier([], names);
  const usable = (identity?.credentials ?? []).filter((credential) => deps.counting.count(credential).first > 0);
  const [only, ...others] = usable;
  if (!only) return 'none';
  return others.length > 0 ? 'choice' : (going.find((method) => method.id === only.type) ?? 'choice');
}

/** An identifier that can be proven in one way only goes on with it at once (contract: methods, section 2.4). */
export const followIdentifier: NonNullable<FlowPolicy<'login'>['follow']> = async (deps, turn, outcome, submission) => {
  const identifier = textField(submission.fields, 'identifier');
  if (outcome.to !== 'form' || outcome.screen !== 'credentials' || identifier === undefined) return outcome;
  const ways = await waysOf(deps, identifier);
  if (ways === 'choice') return outcome;
  if (ways === 'none')
    return { to: 'form', screen: 'identifier', issues: [{ at: 'identifier', message: uiText(4000037) }] };
  const next = await ways.login?.alone?.(turn, identifier);
  // The answer is one of the second screen, whose identifier is known.
  return next?.to === 'form' && next.progress ? { ...next, screen: 'credentials', unsorted: true } : outcome;
};
