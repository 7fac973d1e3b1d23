import type { JsonObject } from '@zelos/contract';
import type { Effect } from '../ports/effect.ts';
import type { Hook, HookEvent, HookPoint, Verdict } from './api.ts';

/** One entry of a hook list in the configuration. */
export interface HookEntry {
  readonly hook: string;
  readonly config?: JsonObject;
}

/** The hook lists of one flow: before, after, and after per method. */
export interface HookLists {
  readonly before: readonly HookEntry[];
  readonly after: readonly HookEntry[];
  readonly afterMethod: Readonly<Record<string, readonly HookEntry[]>>;
}

export type HookResult =
  | Exclude<Verdict, { then: 'continue' }>
  | { readonly then: 'continue'; readonly effects: readonly Effect[] };

export interface HookRunner {
  /** Runs the hooks of a moment in order until one does not continue; collects their effects. */
  run(event: HookEvent): Promise<HookResult>;
}

/**
 * Decides which configured hooks run when (contract: hooks, section 1): a method's own list replaces the global one,
 * `session` comes last, a hook that has no meaning at a point is passed over.
 */
export function createHookRunner(lists: HookLists, create: (entry: HookEntry) => Hook | null): HookRunner {
  const build = (entries: readonly HookEntry[]) => entries.map(create).filter((hook): hook is Hook => hook !== null);
  const sessionLast = (hooks: readonly Hook[]) => [
    ...hooks.filter((h) => h.id !== 'session'),
    ...hooks.filter((h) => h.id === 'session'),
  ];
  const before = build(lists.before);
  const after = sessionLast(build(lists.after));
  const perMethod = new Map(
    Object.entries(lists.afterMethod)
      .filter(([, entries]) => entries.length > 0)
      .map(([method, entries]) => [method, sessionLast(build(entries))] as const),
  );
  const chosen = (event: HookEvent): readonly Hook[] => {
    if (event.at.endsWith('.before')) return before;
    return ('method' in event ? perMethod.get(event.method) : undefined) ?? after;
  };
  return {
    async run(event) {
      const effects: Effect[] = [];
      for (const hook of chosen(event)) {
        if (!hook.at.includes(event.at as HookPoint)) continue;
        const verdict = await hook.run(event);
        if (verdict.then !== 'continue') return verdict;
        effects.push(...(verdict.effects ?? []));
      }
      return { then: 'continue', effects };
    },
  };
}
