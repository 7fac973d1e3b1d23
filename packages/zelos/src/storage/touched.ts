import { type CompiledQuery, TableNode } from 'kysely';
import type { Touched } from './engine.ts';

/** Tables whose rows make up a session as a reader sees it. */
const SEEN = new Set(['sessions', 'identities']);
const NOTHING: readonly Touched[] = [];
const EVERYTHING: readonly Touched[] = ['everything'];

/** The table that an update or a removal changes; undefined when the statement does not say it plainly. */
function changedTable(node: CompiledQuery['query']): string | undefined {
  const target =
    node.kind === 'UpdateQueryNode' ? node.table : node.kind === 'DeleteQueryNode' ? node.from.froms[0] : undefined;
  return target !== undefined && TableNode.is(target) ? target.table.identifier.name : undefined;
}

/**
 * What a statement can have changed of sessions as readers see them. The hint of the repository narrows it down; a
 * statement without one that reaches the tables in question, or that is none of the usual kinds, counts as a change of
 * everything: a forgotten hint costs time, never truth.
 */
export function touchedBy(query: CompiledQuery, hint: Touched | undefined): readonly Touched[] {
  if (hint !== undefined) return [hint];
  const node = query.query;
  // A new row is in nobody's cache: that something is missing is never kept.
  if (node.kind === 'SelectQueryNode' || (node.kind === 'InsertQueryNode' && node.onConflict === undefined))
    return NOTHING;
  if (node.kind === 'InsertQueryNode') {
    const name = node.into?.table.identifier.name;
    return name !== undefined && !SEEN.has(name) ? NOTHING : EVERYTHING;
  }
  const table = changedTable(node);
  return table !== undefined && !SEEN.has(table) ? NOTHING : EVERYTHING;
}
