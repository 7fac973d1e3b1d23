import type { UiText } from '@zelos/contract';

/** Something the user can correct: a value, shown at a field (`at` is the node's name) or on the form. */
export interface Issue {
  readonly at?: string;
  readonly message: UiText;
}
