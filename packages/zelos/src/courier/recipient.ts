import { normalizeEmailStrict } from '../kernel/normalize.ts';

/** A recipient that no message is sent to. The message does not hold the recipient. */
export class RecipientError extends Error {
  constructor(channel: string) {
    super(`the recipient is not a valid address for channel ${channel}`);
    this.name = 'RecipientError';
  }
}

const PHONE = /^[+0-9][0-9 ()./-]{1,62}$/;

/**
 * The one address that a message goes to (SR-OU-08, SR-OU-09): a mail address in its stored form, or a phone number as it is.
 * @throws RecipientError for lists, display names, quoting, line ends and everything else
 */
export function checkedRecipient(channel: string, recipient: string): string {
  const checked = channel === 'email' ? normalizeEmailStrict(recipient) : PHONE.test(recipient) ? recipient : null;
  if (checked === null) throw new RecipientError(channel);
  return checked;
}
