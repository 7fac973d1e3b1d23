/** Longer lists say nothing about a person any more. */
const MOST_CANDIDATES = 20;

const lower = (tag: string): string => tag.trim().toLowerCase().replaceAll('_', '-');

/**
 * The first available language that a list of preferences matches (RFC 4647 section 3.4, lookup: `de-AT` falls back to
 * `de`). `*` and tags that nothing matches are passed over.
 * @param candidates BCP 47 tags, the most wanted first
 * @param available tags that exist; the first is the answer when nothing matches
 */
export function chooseLanguage(candidates: readonly string[], available: readonly [string, ...string[]]): string {
  const known = new Map(available.map((tag) => [lower(tag), tag]));
  for (const candidate of candidates.slice(0, MOST_CANDIDATES)) {
    for (let tag = lower(candidate); tag !== ''; tag = shorter(tag)) {
      const found = known.get(tag);
      if (found !== undefined) return found;
    }
  }
  return available[0];
}

/** Takes off the last part, and a single letter that stood before it. */
function shorter(tag: string): string {
  const cut = tag.slice(0, Math.max(0, tag.lastIndexOf('-')));
  return /-[a-z0-9]$/.test(cut) ? cut.slice(0, -2) : cut;
}
