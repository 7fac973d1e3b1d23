import { type UiNode, type UiText, uiText } from '@zelos/contract';
import { inputNode, submitNode } from '../../kernel/ui.ts';

/** The field for a password that exists already. */
export function currentPassword(): UiNode {
  return inputNode('password', 'password', 'password', {
    required: true,
    autocomplete: 'current-password',
    label: uiText(1070001),
  });
}

/** The field for a password that is chosen now. */
export function newPassword(): UiNode {
  return inputNode('password', 'password', 'password', {
    required: true,
    autocomplete: 'new-password',
    label: uiText(1070001),
  });
}

/** The button that submits this method. */
export function passwordButton(label: UiText): UiNode {
  return submitNode('password', 'method', 'password', label);
}
