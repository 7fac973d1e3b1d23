import { type UiNode, uiText } from '@zelos/contract';
import { inputNode } from '../../kernel/ui.ts';
import type { IdentitySchema, TraitLeaf } from './types.ts';

type InputType = Parameters<typeof inputNode>[2];

/** Longer lists of values are cut: they are no help in a form. */
const MOST_OPTIONS = 500;

const BY_FORMAT: Readonly<Record<string, readonly [type: InputType, autocomplete?: 'email' | 'tel' | 'url']>> = {
  'date-time': ['datetime-local'],
  date: ['date'],
  email: ['email', 'email'],
  tel: ['tel', 'tel'],
  uri: ['url', 'url'],
};

function inputType(leaf: TraitLeaf): InputType {
  if (leaf.type === 'number' || leaf.type === 'integer') return 'number';
  return leaf.type === 'boolean' ? 'checkbox' : 'text';
}

function traitNode(leaf: TraitLeaf, group: UiNode['group']): UiNode {
  const format =
    leaf.format !== undefined && Object.hasOwn(BY_FORMAT, leaf.format) ? BY_FORMAT[leaf.format] : undefined;
  const [type, autocomplete] = format ?? [inputType(leaf)];
  const options = leaf.enum?.filter((value) => value === null || typeof value !== 'object').slice(0, MOST_OPTIONS);
  return inputNode(group, leaf.path, type, {
    ...(leaf.required ? { required: true } : {}),
    ...(autocomplete ? { autocomplete } : {}),
    ...(leaf.pattern === undefined ? {} : { pattern: leaf.pattern }),
    ...(options && options.length > 0 ? { options: options.map((value) => ({ value })) } : {}),
    ...(leaf.title === undefined ? {} : { label: uiText(1070002, { title: leaf.title, name: leaf.path }) }),
  });
}

/** The input nodes of the traits, without values, alphabetical by path. Contract: nodes, section 1.4. */
export function traitNodes(schema: IdentitySchema, options: { readonly group?: string } = {}): readonly UiNode[] {
  const group = (options.group ?? 'default') as UiNode['group'];
  const leaves = schema.leaves.filter((leaf) => leaf.node);
  return leaves.sort((a, b) => (a.path < b.path ? -1 : 1)).map((leaf) => traitNode(leaf, group));
}
