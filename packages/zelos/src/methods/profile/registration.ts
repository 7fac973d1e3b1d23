import { type UiNode, uiText } from '@zelos/contract';
import { textField } from '../../kernel/fields.ts';
import { missing } from '../../kernel/payload.ts';
import { csrfNode, genericIssue, hiddenNode, submitNode } from '../../kernel/ui.ts';
import { type Step, step, type View } from '../api.ts';
import type { ProfileSettings } from './config.ts';

type Payload = 'forward' | 'back';

function render(view: View<'registration'>): readonly UiNode[] {
  const traits = view.schema?.nodes() ?? [];
  switch (view.screen) {
    case 'unified':
      return [csrfNode(''), ...traits];
    case 'traits':
    case 'identifier':
      return [csrfNode(''), ...traits, submitNode('profile', 'method', 'profile', uiText(1040001))];
    case 'credentials':
      return [csrfNode(''), ...traits.map(hiddenNode), submitNode('profile', 'screen', 'previous', uiText(1040008))];
  }
}

/** The two screens of `profile_first`: traits, then the choice of a credential. In `unified` style it only brings the trait fields. */
export function profileRegistration(settings: ProfileSettings): Step<'registration'> {
  const screenOf = (fields: Parameters<typeof textField>[0]) => textField(fields, 'screen');
  return step<'registration', Payload>({
    claims: ({ method, fields }) =>
      settings.twoSteps &&
      (method === 'profile' || method === 'profile:back' || (method === undefined && screenOf(fields) !== undefined)),
    skipsCsrf: ({ method, fields }) => method === 'profile:back' || screenOf(fields) === 'previous',
    parse({ method, fields }, { schema }) {
      const screen = screenOf(fields);
      if (screen !== undefined && screen !== 'credential-selection' && screen !== 'previous') {
        return { ok: false, issues: [{ ...genericIssue('This screen does not exist.'), at: 'screen' }] };
      }
      const { issues } = schema?.decode(fields) ?? { issues: [missing('traits')] };
      if (issues.length > 0) return { ok: false, issues };
      return { ok: true, payload: method === 'profile:back' || screen === 'previous' ? 'back' : 'forward' };
    },
    render,
    submit: async (_turn, payload) =>
      payload === 'back'
        ? { to: 'form', screen: 'traits', progress: true, patch: { active: null } }
        : {
            to: 'form',
            screen: 'credentials',
            progress: true,
            accepted: true,
            issues: [{ message: uiText(1040009) }],
            patch: { active: null, state: 'choose_method' },
          },
  });
}
