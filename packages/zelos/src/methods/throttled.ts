import { uiText } from '@zelos/contract';
import type { FlowKind } from '../kernel/flow.ts';
import type { Outcome } from './api.ts';

/** The form with the message that asks to wait: nothing was evaluated (AB-2). */
export function throttled<K extends FlowKind>(retryAfterSeconds: number): Outcome<K> {
  return {
    to: 'form',
    issues: [{ message: uiText(4990001, { retry_after_seconds: retryAfterSeconds }) }],
    headers: [['Retry-After', String(retryAfterSeconds)]],
  };
}
