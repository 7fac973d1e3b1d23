import { Type } from 'typebox';
import { duration, flag, link, maybe, section, word } from './schema-kit.ts';
import {
  flowLifespan,
  loginPhases,
  recoveryPhases,
  registrationPhases,
  settingsPhases,
  verificationPhases,
} from './hooks.ts';
import { methods } from './methods.ts';

const uiUrl = (page: string) =>
  link(`Your page for this flow; the built-in one is used when it is not set.`, {
    'x-derived': `serve.public.base_url followed by ${page}`,
    'x-links': true,
  });

const challenge = (what: string) => ({
  enabled: flag(`Whether ${what} is offered.`, false),
  use: word(['link', 'code'], 'What the message contains.', { default: 'code' }),
  notify_unknown_recipients: flag('Also write to addresses that no identity has.', false),
});

const flows = section('The self-service flows.', {
  login: section('Signing in.', {
    ui_url: uiUrl('login'),
    lifespan: flowLifespan(),
    style: word(['unified', 'identifier_first'], 'Everything on one page, or the identifier first.', {
      default: 'unified',
    }),
    ...loginPhases,
  }),
  registration: section('Signing up.', {
    enabled: flag('Whether people can create accounts.', true),
    login_hints: flag('When the account exists already, tell with which methods it can sign in.', false),
    ui_url: uiUrl('registration'),
    lifespan: flowLifespan(),
    style: word(['unified', 'profile_first'], 'Everything on one page, or the profile first.', {
      default: 'profile_first',
    }),
    enable_legacy_one_step: flag('Older spelling of style: unified; wins over style when true.', false, {
      deprecated: true,
    }),
    ...registrationPhases,
  }),
  settings: section('Changing one’s own account.', {
    ui_url: uiUrl('settings'),
    lifespan: flowLifespan(),
    privileged_session_max_age: duration('How old a sign-in may be for changing credentials.', { default: '1h' }),
    required_aal: word(['aal1', 'highest_available'], 'Assurance needed to open the settings.', {
      default: 'highest_available',
    }),
    ...settingsPhases,
  }),
  recovery: section('Getting back into a lost account.', {
    ...challenge('account recovery'),
    ui_url: uiUrl('recovery'),
    lifespan: flowLifespan(),
    ...recoveryPhases,
  }),
  verification: section('Proving that an address is one’s own.', {
    ...challenge('address verification'),
    ui_url: uiUrl('verification'),
    lifespan: flowLifespan(),
    ...verificationPhases,
  }),
  logout: section('Signing out.', {
    clear_browser_data: flag('Ask the browser to clear its data on logout over HTTPS.', false),
    after: section('What happens after a logout.', {
      default_browser_return_url: maybe(link('Where a browser goes after a logout.', { 'x-links': true })),
    }),
  }),
  error: section('The page for errors outside of a flow.', { ui_url: uiUrl('error') }),
});

/** `selfservice`: flows and methods. */
export const selfservice = Type.Object(
  {
    default_browser_return_url: link('Where a browser goes when no other address applies.', { 'x-links': true }),
    allowed_return_urls: Type.Array(Type.String({ format: 'uri-reference', 'x-links': 'targets' }), {
      description: 'Addresses that return_to may name; a host may be written as *.example.com.',
      default: [],
    }),
    flows,
    methods,
  },
  { additionalProperties: false, description: 'What people can do with their own account.' },
);
