import { type UiNode, uiText } from '@zelos/contract';
import { textField } from '../../kernel/fields.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { csrfNode, inputNode, submitNode } from '../../kernel/ui.ts';
import { type Outcome, type Step, step, type View } from '../api.ts';
import type { IdentifierFirstDeps, IdentifierFirstSettings } from './index.ts';

const AUTOCOMPLETE = 'username webauthn';

function render(view: View<'login'>): readonly UiNode[] {
  const options = { value: '', required: true, autocomplete: AUTOCOMPLETE, label: view.identifierLabel } as const;
  switch (view.screen) {
    case 'identifier':
      return [
        inputNode('identifier_first', 'identifier', 'text', options),
        submitNode('identifier_first', 'method', 'identifier_first', uiText(1070009)),
        csrfNode(''),
      ];
    case 'credentials':
      return [inputNode('identifier_first', 'identifier', 'hidden', options)];
    default:
      return [];
  }
}

/**
 * The first of two screens: an identifier, for which the second one shows the ways to prove it.
 * It takes whatever first-factor submission nobody else took, so it stands last in the list of methods.
 */
export function identifierFirstLogin(deps: IdentifierFirstDeps, settings: IdentifierFirstSettings): Step<'login'> {
  const unknown: Outcome<'login'> = { to: 'form', issues: [{ at: 'identifier', message: uiText(4000037) }] };
  return step<'login', string>({
    claims: (_submission, flow) => flow.requestedAal === 'aal1' && !flow.refresh,
    parse: ({ fields }) => ({ ok: true, payload: textField(fields, 'identifier') ?? '' }),
    render,
    async submit(_turn, identifier) {
      if (identifier === '') return { ...unknown, screen: 'identifier' };
      if (!settings.mitigateEnumeration) {
        const identity = await deps.identities.findByIdentifier([], [identifier, normalizeIdentifier(identifier)]);
        if (!identity) return { ...unknown, screen: 'identifier' };
      }
      return {
        to: 'form',
        screen: 'credentials',
        progress: true,
        unsorted: true,
        accepted: true,
        patch: { active: 'identifier_first' },
      };
    },
  });
}
