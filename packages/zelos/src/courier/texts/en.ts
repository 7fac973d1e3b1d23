import type { Facts, Language } from './text.ts';

const span = (minutes: number): string =>
  minutes < 1 ? 'less than a minute' : minutes === 1 ? 'one minute' : `${minutes} minutes`;
const lasts = (what: string, { minutes }: Facts): string => `${what} works once and for ${span(minutes)}.`;
const NOT_YOU = 'If this was not you, you can ignore this message. Nothing has been changed.';
const KEEP = 'Do not give the code to anybody, not even to somebody who says they work for us.';
const COPY = 'If the button does not work, copy this address into your browser:';
const where = ({ application }: Facts): string => (application === '' ? '' : ` to ${application}`);

/** English. */
export const en: Language = {
  tag: 'en',
  direction: 'ltr',
  mails: {
    recovery_valid: (facts) => ({
      subject: 'Get back into your account',
      heading: 'Get back into your account',
      lead: ['Somebody, hopefully you, asked to recover the account with this address.'],
      link: { label: 'Recover account', url: facts.url },
      linkHint: COPY,
      notes: [lasts('The link', facts), NOT_YOU],
    }),
    recovery_invalid: ({ to }) => ({
      subject: 'Attempt to get into an account',
      heading: 'No account with this address',
      lead: [
        `Somebody asked to recover an account with the address ${to}. There is no such account.`,
        'If it was you, you may have signed up with another address: try again with that one.',
      ],
      notes: ['If it was not you, you can ignore this message.'],
    }),
    recovery_code_valid: (facts) => ({
      subject: `Use code ${facts.code} to get back into your account`,
      heading: 'Get back into your account',
      lead: ['Enter this code on the page where you asked for it:'],
      code: facts.code,
      notes: [lasts('The code', facts), KEEP, NOT_YOU],
    }),
    recovery_code_invalid: ({ to }) => ({
      subject: 'Attempt to get into an account',
      heading: 'No account with this address',
      lead: [
        `Somebody asked for a code to recover an account with the address ${to}. There is no such account.`,
        'If it was you, you may have signed up with another address: try again with that one.',
      ],
      notes: ['If it was not you, you can ignore this message.'],
    }),
    verification_valid: (facts) => ({
      subject: 'Please confirm your e-mail address',
      heading: 'Confirm your e-mail address',
      lead: ['Open this page to confirm that this address is yours.'],
      link: { label: 'Confirm address', url: facts.url },
      linkHint: COPY,
      notes: [lasts('The link', facts), NOT_YOU],
    }),
    verification_invalid: ({ to }) => ({
      subject: 'Attempt to confirm this e-mail address',
      heading: 'No account with this address',
      lead: [`Somebody asked to confirm the address ${to}. No account has it.`],
      notes: ['If it was you, check which address your account has. If not, you can ignore this message.'],
    }),
    verification_code_valid: (facts) => ({
      subject: `Use code ${facts.code} to confirm your e-mail address`,
      heading: 'Confirm your e-mail address',
      lead: ['Enter this code on the page where you were asked for it:'],
      code: facts.code,
      ...(facts.url === ''
        ? {}
        : { link: { label: 'Confirm with one click', url: facts.url }, linkHint: 'Or open this address:' }),
      notes: [lasts('The code', facts), NOT_YOU],
    }),
    verification_code_invalid: ({ to }) => ({
      subject: 'Attempt to confirm this e-mail address',
      heading: 'No account with this address',
      lead: [`Somebody asked for a code to confirm the address ${to}. No account has it.`],
      notes: ['If it was you, check which address your account has. If not, you can ignore this message.'],
    }),
    login_code_valid: (facts) => ({
      subject: `Use code ${facts.code} to sign in`,
      heading: 'Your sign-in code',
      lead: [`Enter this code to sign in${where(facts)}:`],
      code: facts.code,
      notes: [lasts('The code', facts), KEEP, NOT_YOU],
    }),
    registration_code_valid: (facts) => ({
      subject: `Use code ${facts.code} to finish signing up`,
      heading: 'Finish signing up',
      lead: [`Enter this code to create your account${where(facts)}:`],
      code: facts.code,
      notes: [
        lasts('The code', facts),
        KEEP,
        'If this was not you, you can ignore this message. No account has been created.',
      ],
    }),
    verifiable_address_changed: ({ at }) => ({
      subject: 'Your account has a new address',
      heading: 'An address of your account was changed',
      lead: [
        `The account that had this address has been given another one${at === '' ? '' : ` (${at})`}.`,
        'This address can no longer be used for that account.',
      ],
      notes: ['If you did not do this, get in touch with the operator of the service at once.'],
    }),
    account_recovered: ({ at }) => ({
      subject: 'Your account was recovered',
      heading: 'Your account was recovered',
      lead: [
        `Somebody got back into your account with a message to one of its addresses${at === '' ? '' : ` (${at})`}.`,
      ],
      notes: [
        'If this was you, there is nothing to do. If not, recover the account yourself at once and look at its addresses and sessions.',
      ],
    }),
    authenticator_key_added: ({ at }) => ({
      subject: 'A new key can open your account',
      heading: 'A key was added to your account',
      lead: [`A new device key can now be used to sign in to your account${at === '' ? '' : ` (added ${at})`}.`],
      notes: ['If you did not do this, sign in, remove the key and change your password.'],
    }),
  },
  texts: {
    recovery_code_valid: ({ code }) => `Your code to get back into your account is: ${code}`,
    verification_code_valid: (facts) =>
      `Your confirmation code is: ${facts.code}. It works for ${span(facts.minutes)}.`,
    login_code_valid: (facts) => `Your sign-in code is: ${facts.code}. It works for ${span(facts.minutes)}.`,
    registration_code_valid: (facts) => `Your sign-up code is: ${facts.code}. It works for ${span(facts.minutes)}.`,
    verifiable_address_changed: () =>
      'This number no longer belongs to your account. If you did not change it, contact the operator of the service at once.',
    account_recovered: () =>
      'Your account was recovered. If this was not you, recover it yourself at once and look at its addresses.',
    authenticator_key_added: () =>
      'A new device key was added to your account. If this was not you, sign in and remove it.',
  },
};
