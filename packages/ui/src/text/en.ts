import type { Texts } from './texts.ts';

const METHODS: Readonly<Record<string, string>> = {
  password: 'Password',
  code: 'One-time code',
  totp: 'Authenticator app',
  lookup_secret: 'Backup code',
  webauthn: 'Security key',
  passkey: 'Passkey',
  link_recovery: 'Recovery link',
  code_recovery: 'Recovery code',
};

const clock = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

export const en: Texts = {
  language: 'en',
  direction: 'ltr',
  login: {
    title: 'Sign in',
    confirmTitle: 'Confirm it is you',
    secondFactorTitle: 'One more step',
  },
  registration: { title: 'Create your account' },
  signingInAs: 'Continuing as',
  notYou: 'Not you?',
  noAccount: 'New here?',
  haveAccount: 'Already have an account?',
  signIn: 'Sign in',
  signUp: 'Create an account',
  signOut: 'Sign out',
  or: 'or',
  optional: 'optional',
  choose: 'Please choose',
  show: 'Show',
  hide: 'Hide',
  showPassword: 'Show the password',
  needsScript: 'This way of signing in needs JavaScript, which is switched off in your browser.',
  nothingHere: 'There is no way to continue from here. Please contact whoever runs this service.',
  error: {
    title: 'Something went wrong',
    unknown: 'We have no record of this problem any more.',
    reference: (id) => `Reference: ${id}`,
    back: 'Back to the start',
    unavailableTitle: 'We will be right back',
    unavailable: 'The service did not answer. Nothing is lost; please try again in a moment.',
    retry: 'Try again',
    wrongMethod: 'This page can only be opened, not sent to.',
  },
  stale: {
    title: 'Let us start over',
    explanation:
      'This page belongs to another visit, or your browser keeps no cookies for this site. Allow cookies if they are switched off, then start again.',
    restart: 'Start again',
  },
  welcome: {
    title: 'You are signed in',
    signedOutTitle: 'Welcome',
    signedOut: 'You are not signed in.',
    secondFactorTitle: 'One more step',
    secondFactor: 'Your account is protected by a second step that is still to be done.',
    secondFactorLink: 'Continue',
    account: 'Your account',
    session: 'This session',
    since: 'Signed in',
    until: 'Ends',
    how: 'With',
    level: 'Assurance',
    otherSessions: 'Also signed in',
    unknownDevice: 'Unknown device',
    methodName: (method, provider) => provider ?? METHODS[method] ?? method,
    levelName: (level) =>
      ({ aal1: 'One factor (aal1)', aal2: 'Two factors (aal2)', aal3: 'Hardware-backed (aal3)' })[level] ?? level,
  },
  yes: 'Yes',
  no: 'No',
  time: (iso) => (Number.isNaN(Date.parse(iso)) ? iso : `${clock.format(Date.parse(iso))} UTC`),
  messages: {},
};
