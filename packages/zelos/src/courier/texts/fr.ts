import type { Facts, Language } from './text.ts';

const span = (minutes: number): string =>
  minutes < 1 ? 'moins d’une minute' : minutes === 1 ? 'une minute' : `${minutes} minutes`;
const lasts = (what: string, { minutes }: Facts): string =>
  `${what} ne sert qu’une fois et reste valable ${span(minutes)}.`;
const NOT_YOU = 'Si ce n’était pas vous, vous pouvez ignorer ce message. Rien n’a été modifié.';
const IGNORE = 'Si ce n’était pas vous, vous pouvez ignorer ce message.';
const OTHER_ADDRESS =
  'Si c’était vous, vous vous êtes peut-être inscrit avec une autre adresse\u00a0: réessayez avec celle-ci.';
const KEEP = 'Ne donnez ce code à personne, pas même à quelqu’un qui dit travailler pour nous.';
const COPY = 'Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur\u00a0:';
const where = ({ application }: Facts): string => (application === '' ? '' : ` à ${application}`);

/** French. */
export const fr: Language = {
  tag: 'fr',
  direction: 'ltr',
  mails: {
    recovery_valid: (facts) => ({
      subject: 'Retrouver l’accès à votre compte',
      heading: 'Retrouver l’accès à votre compte',
      lead: ['Quelqu’un, vous sans doute, a demandé à récupérer le compte lié à cette adresse.'],
      link: { label: 'Récupérer le compte', url: facts.url },
      linkHint: COPY,
      notes: [lasts('Le lien', facts), NOT_YOU],
    }),
    recovery_invalid: ({ to }) => ({
      subject: 'Tentative d’accès à un compte',
      heading: 'Aucun compte avec cette adresse',
      lead: [`Quelqu’un a demandé à récupérer un compte avec l’adresse ${to}. Ce compte n’existe pas.`, OTHER_ADDRESS],
      notes: [IGNORE],
    }),
    recovery_code_valid: (facts) => ({
      subject: `Code ${facts.code} pour retrouver votre compte`,
      heading: 'Retrouver l’accès à votre compte',
      lead: ['Saisissez ce code sur la page où vous l’avez demandé\u00a0:'],
      code: facts.code,
      notes: [lasts('Le code', facts), KEEP, NOT_YOU],
    }),
    recovery_code_invalid: ({ to }) => ({
      subject: 'Tentative d’accès à un compte',
      heading: 'Aucun compte avec cette adresse',
      lead: [
        `Quelqu’un a demandé un code pour récupérer un compte avec l’adresse ${to}. Ce compte n’existe pas.`,
        OTHER_ADDRESS,
      ],
      notes: [IGNORE],
    }),
    verification_valid: (facts) => ({
      subject: 'Confirmez votre adresse e-mail',
      heading: 'Confirmez votre adresse e-mail',
      lead: ['Ouvrez cette page pour confirmer que cette adresse est à vous.'],
      link: { label: 'Confirmer l’adresse', url: facts.url },
      linkHint: COPY,
      notes: [lasts('Le lien', facts), NOT_YOU],
    }),
    verification_invalid: ({ to }) => ({
      subject: 'Tentative de confirmation de cette adresse e-mail',
      heading: 'Aucun compte avec cette adresse',
      lead: [`Quelqu’un a demandé à confirmer l’adresse ${to}. Aucun compte ne la possède.`],
      notes: ['Si c’était vous, vérifiez l’adresse de votre compte. Sinon, vous pouvez ignorer ce message.'],
    }),
    verification_code_valid: (facts) => ({
      subject: `Code ${facts.code} pour confirmer votre adresse e-mail`,
      heading: 'Confirmez votre adresse e-mail',
      lead: ['Saisissez ce code sur la page qui vous le demande\u00a0:'],
      code: facts.code,
      ...(facts.url === ''
        ? {}
        : { link: { label: 'Confirmer en un clic', url: facts.url }, linkHint: 'Ou ouvrez cette adresse\u00a0:' }),
      notes: [lasts('Le code', facts), NOT_YOU],
    }),
    verification_code_invalid: ({ to }) => ({
      subject: 'Tentative de confirmation de cette adresse e-mail',
      heading: 'Aucun compte avec cette adresse',
      lead: [`Quelqu’un a demandé un code pour confirmer l’adresse ${to}. Aucun compte ne la possède.`],
      notes: ['Si c’était vous, vérifiez l’adresse de votre compte. Sinon, vous pouvez ignorer ce message.'],
    }),
    login_code_valid: (facts) => ({
      subject: `Code ${facts.code} pour vous connecter`,
      heading: 'Votre code de connexion',
      lead: [`Saisissez ce code pour vous connecter${where(facts)}\u00a0:`],
      code: facts.code,
      notes: [lasts('Le code', facts), KEEP, NOT_YOU],
    }),
    registration_code_valid: (facts) => ({
      subject: `Code ${facts.code} pour terminer votre inscription`,
      heading: 'Terminez votre inscription',
      lead: [
        `Saisissez ce code pour créer votre compte${facts.application === '' ? '' : ` pour ${facts.application}`}\u00a0:`,
      ],
      code: facts.code,
      notes: [
        lasts('Le code', facts),
        KEEP,
        'Si ce n’était pas vous, vous pouvez ignorer ce message. Aucun compte n’a été créé.',
      ],
    }),
    verifiable_address_changed: ({ at }) => ({
      subject: 'Votre compte a une nouvelle adresse',
      heading: 'Une adresse de votre compte a changé',
      lead: [
        `Le compte qui avait cette adresse en a reçu une autre${at === '' ? '' : ` (${at})`}.`,
        'Cette adresse ne peut plus être utilisée pour ce compte.',
      ],
      notes: ['Si ce n’était pas vous, adressez-vous immédiatement au responsable du service.'],
    }),
    account_recovered: ({ at }) => ({
      subject: 'Votre compte a été récupéré',
      heading: 'L’accès à votre compte a été récupéré',
      lead: [
        `Quelqu’un a retrouvé l’accès à votre compte grâce à un message envoyé à l’une de ses adresses${at === '' ? '' : ` (${at})`}.`,
      ],
      notes: [
        'Si c’était vous, il n’y a rien à faire. Sinon, récupérez vous-même le compte immédiatement et vérifiez ses adresses et ses sessions.',
      ],
    }),
    authenticator_key_added: ({ at }) => ({
      subject: 'Une nouvelle clé ouvre votre compte',
      heading: 'Une clé a été ajoutée à votre compte',
      lead: [
        `Une nouvelle clé d’appareil permet désormais de se connecter à votre compte${at === '' ? '' : ` (ajoutée ${at})`}.`,
      ],
      notes: ['Si ce n’était pas vous, connectez-vous, retirez la clé et changez votre mot de passe.'],
    }),
  },
  texts: {
    recovery_code_valid: ({ code }) => `Votre code pour retrouver l’accès à votre compte\u00a0: ${code}`,
    verification_code_valid: (facts) =>
      `Votre code de confirmation\u00a0: ${facts.code}. Valable ${span(facts.minutes)}.`,
    login_code_valid: (facts) => `Votre code de connexion\u00a0: ${facts.code}. Valable ${span(facts.minutes)}.`,
    registration_code_valid: (facts) =>
      `Votre code d’inscription\u00a0: ${facts.code}. Valable ${span(facts.minutes)}.`,
    verifiable_address_changed: () =>
      'Ce numéro n’appartient plus à votre compte. Si ce n’était pas vous, adressez-vous immédiatement au responsable du service.',
    account_recovered: () =>
      'Votre compte a été récupéré. Si ce n’était pas vous, récupérez-le vous-même immédiatement et vérifiez ses adresses.',
    authenticator_key_added: () =>
      'Une clé d’appareil a été ajoutée à votre compte. Si ce n’était pas vous, connectez-vous et retirez-la.',
  },
};
