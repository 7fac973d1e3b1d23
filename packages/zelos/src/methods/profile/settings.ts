import { type JsonObject, type JsonValue, type UiNode, uiText } from '@zelos/contract';
import { ProtocolError } from '../../kernel/problem.ts';
import { csrfNode, fill, inputNode, nodeId, submitNode } from '../../kernel/ui.ts';
import { type Step, step, type View } from '../api.ts';

/** Scalar traits by the names of their fields; items of lists under their number. */
function valuesOf(traits: JsonObject, prefix = 'traits'): Record<string, JsonValue> {
  const values: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(traits)) {
    const name = `${prefix}.${key}`;
    if (Array.isArray(value)) {
      const items = value.filter((item) => ['string', 'number', 'boolean'].includes(typeof item));
      if (items.length === value.length) items.forEach((item, index) => (values[`${name}.${index}`] = item));
    } else if (value !== null && typeof value === 'object') Object.assign(values, valuesOf(value as JsonObject, name));
    else if (['string', 'number', 'boolean'].includes(typeof value)) values[name] = value as JsonValue;
  }
  return values;
}

function render(view: View<'settings'>): readonly UiNode[] {
  const values = valuesOf(view.identity?.traits ?? {});
  const fields = view.schema?.nodes('profile') ?? [];
  const known = new Set(fields.map(nodeId));
  const items = Object.keys(values).filter(
    (name) => /[.][0-9]+$/.test(name) && known.has(name.replace(/[.][0-9]+$/, '')),
  );
  const nodes = fill([...fields, ...items.map((name) => inputNode('profile', name, 'text'))], values);
  return [csrfNode(''), ...nodes, submitNode('profile', 'method', 'profile', uiText(1070003))];
}

/** Changing one's traits. What changes how somebody signs in or is reached needs a fresh proof of the session. */
export function profileSettings(): Step<'settings'> {
  return step<'settings', JsonObject>({
    claims: (submission) => submission.method === 'profile',
    whenDisabled: 'not_found',
    parse({ fields }, { schema }) {
      const decoded = schema?.decode(fields) ?? { traits: {}, issues: [] };
      return decoded.issues.length > 0 ? { ok: false, issues: decoded.issues } : { ok: true, payload: decoded.traits };
    },
    render,
    async submit(turn, traits) {
      const before = turn.session?.identity.traits ?? {};
      const reach = (value: JsonObject) => turn.schema?.reach(value) ?? '';
      if (!turn.privileged && reach(before) !== reach(traits)) return { to: 'reauthenticate' };
      return { to: 'done', result: { method: 'profile', traits } };
    },
  });
}

/** Traits that cannot be changed in settings: nothing is shown, and whoever asks nevertheless is told so. */
export function lockedProfile(): Step<'settings'> {
  return step<'settings', never>({
    claims: (submission) => submission.method === 'profile',
    parse() {
      throw new ProtocolError(404, { reason: 'Changing the profile has been switched off by the administrator.' });
    },
    render: () => [],
    submit: () => Promise.reject(new Error('a locked profile was submitted')),
  });
}
