import type { Facts, Language } from './text.ts';

const span = (minutes: number): string =>
  minutes < 1 ? 'menos de um minuto' : minutes === 1 ? 'um minuto' : `${minutes} minutos`;
const lasts = (what: string, { minutes }: Facts): string =>
  `${what} funciona uma única vez e vale por ${span(minutes)}.`;
const NOT_YOU = 'Se não foi você, pode ignorar esta mensagem. Nada foi alterado.';
const IGNORE = 'Se não foi você, pode ignorar esta mensagem.';
const OTHER_ADDRESS = 'Se foi você, talvez tenha se cadastrado com outro endereço: tente com ele.';
const KEEP = 'Não passe o código a ninguém, nem a quem disser que trabalha para nós.';
const COPY = 'Se o botão não funcionar, copie este endereço para o seu navegador:';
const where = ({ application }: Facts): string => (application === '' ? '' : ` em ${application}`);

/** Portuguese, as written in Brazil. */
export const pt: Language = {
  tag: 'pt',
  direction: 'ltr',
  mails: {
    recovery_valid: (facts) => ({
      subject: 'Recupere o acesso à sua conta',
      heading: 'Recupere o acesso à sua conta',
      lead: ['Alguém, provavelmente você, pediu para recuperar a conta deste endereço.'],
      link: { label: 'Recuperar a conta', url: facts.url },
      linkHint: COPY,
      notes: [lasts('O link', facts), NOT_YOU],
    }),
    recovery_invalid: ({ to }) => ({
      subject: 'Tentativa de acesso a uma conta',
      heading: 'Nenhuma conta com este endereço',
      lead: [`Alguém pediu para recuperar uma conta com o endereço ${to}. Essa conta não existe.`, OTHER_ADDRESS],
      notes: [IGNORE],
    }),
    recovery_code_valid: (facts) => ({
      subject: `Código ${facts.code} para recuperar a sua conta`,
      heading: 'Recupere o acesso à sua conta',
      lead: ['Digite este código na página em que você o pediu:'],
      code: facts.code,
      notes: [lasts('O código', facts), KEEP, NOT_YOU],
    }),
    recovery_code_invalid: ({ to }) => ({
      subject: 'Tentativa de acesso a uma conta',
      heading: 'Nenhuma conta com este endereço',
      lead: [
        `Alguém pediu um código para recuperar uma conta com o endereço ${to}. Essa conta não existe.`,
        OTHER_ADDRESS,
      ],
      notes: [IGNORE],
    }),
    verification_valid: (facts) => ({
      subject: 'Confirme o seu e-mail',
      heading: 'Confirme o seu e-mail',
      lead: ['Abra esta página para confirmar que o endereço é seu.'],
      link: { label: 'Confirmar o endereço', url: facts.url },
      linkHint: COPY,
      notes: [lasts('O link', facts), NOT_YOU],
    }),
    verification_invalid: ({ to }) => ({
      subject: 'Tentativa de confirmar este e-mail',
      heading: 'Nenhuma conta com este endereço',
      lead: [`Alguém pediu para confirmar o endereço ${to}. Nenhuma conta o tem.`],
      notes: ['Se foi você, veja qual endereço a sua conta tem. Se não, pode ignorar esta mensagem.'],
    }),
    verification_code_valid: (facts) => ({
      subject: `Código ${facts.code} para confirmar o seu e-mail`,
      heading: 'Confirme o seu e-mail',
      lead: ['Digite este código na página que pede por ele:'],
      code: facts.code,
      ...(facts.url === ''
        ? {}
        : { link: { label: 'Confirmar com um clique', url: facts.url }, linkHint: 'Ou abra este endereço:' }),
      notes: [lasts('O código', facts), NOT_YOU],
    }),
    verification_code_invalid: ({ to }) => ({
      subject: 'Tentativa de confirmar este e-mail',
      heading: 'Nenhuma conta com este endereço',
      lead: [`Alguém pediu um código para confirmar o endereço ${to}. Nenhuma conta o tem.`],
      notes: ['Se foi você, veja qual endereço a sua conta tem. Se não, pode ignorar esta mensagem.'],
    }),
    login_code_valid: (facts) => ({
      subject: `Código ${facts.code} para entrar`,
      heading: 'O seu código para entrar',
      lead: [`Digite este código para entrar${where(facts)}:`],
      code: facts.code,
      notes: [lasts('O código', facts), KEEP, NOT_YOU],
    }),
    registration_code_valid: (facts) => ({
      subject: `Código ${facts.code} para concluir o seu cadastro`,
      heading: 'Conclua o seu cadastro',
      lead: [`Digite este código para criar a sua conta${where(facts)}:`],
      code: facts.code,
      notes: [lasts('O código', facts), KEEP, 'Se não foi você, pode ignorar esta mensagem. Nenhuma conta foi criada.'],
    }),
    verifiable_address_changed: ({ at }) => ({
      subject: 'A sua conta tem um novo endereço',
      heading: 'Um endereço da sua conta foi alterado',
      lead: [
        `A conta que tinha este endereço recebeu outro${at === '' ? '' : ` (${at})`}.`,
        'Este endereço não pode mais ser usado para essa conta.',
      ],
      notes: ['Se não foi você, fale imediatamente com o responsável pelo serviço.'],
    }),
    account_recovered: ({ at }) => ({
      subject: 'A sua conta foi recuperada',
      heading: 'O acesso à sua conta foi recuperado',
      lead: [
        `Alguém voltou a entrar na sua conta com uma mensagem enviada a um dos seus endereços${at === '' ? '' : ` (${at})`}.`,
      ],
      notes: [
        'Se foi você, não há nada a fazer. Se não, recupere a conta imediatamente e verifique os endereços e as sessões dela.',
      ],
    }),
    authenticator_key_added: ({ at }) => ({
      subject: 'Uma nova chave abre a sua conta',
      heading: 'Uma chave foi adicionada à sua conta',
      lead: [
        `Agora é possível entrar na sua conta com uma nova chave de dispositivo${at === '' ? '' : ` (adicionada ${at})`}.`,
      ],
      notes: ['Se não foi você, entre na conta, remova a chave e mude a sua senha.'],
    }),
  },
  texts: {
    recovery_code_valid: ({ code }) => `O seu código para recuperar o acesso à conta é: ${code}`,
    verification_code_valid: (facts) =>
      `O seu código de confirmação é: ${facts.code}. Vale por ${span(facts.minutes)}.`,
    login_code_valid: (facts) => `O seu código para entrar é: ${facts.code}. Vale por ${span(facts.minutes)}.`,
    registration_code_valid: (facts) => `O seu código de cadastro é: ${facts.code}. Vale por ${span(facts.minutes)}.`,
    verifiable_address_changed: () =>
      'Este número não pertence mais à sua conta. Se não foi você, fale imediatamente com o responsável pelo serviço.',
    account_recovered: () =>
      'A sua conta foi recuperada. Se não foi você, recupere-a imediatamente e verifique os endereços dela.',
    authenticator_key_added: () =>
      'Uma chave de dispositivo foi adicionada à sua conta. Se não foi você, entre na conta e remova-a.',
  },
};
