import type { Facts, Language } from './text.ts';

const span = (minutes: number): string =>
  minutes < 1 ? 'menos de un minuto' : minutes === 1 ? 'un minuto' : `${minutes} minutos`;
const lasts = (what: string, { minutes }: Facts): string => `${what} sirve una sola vez y dura ${span(minutes)}.`;
const NOT_YOU = 'Si no fuiste tú, puedes ignorar este mensaje. No se ha cambiado nada.';
const IGNORE = 'Si no fuiste tú, puedes ignorar este mensaje.';
const OTHER_ADDRESS = 'Si fuiste tú, quizá te registraste con otra dirección: inténtalo con ella.';
const KEEP = 'No des el código a nadie, ni siquiera a quien diga trabajar para nosotros.';
const COPY = 'Si el botón no funciona, copia esta dirección en tu navegador:';
const where = ({ application }: Facts): string => (application === '' ? '' : ` en ${application}`);

/** Spanish. */
export const es: Language = {
  tag: 'es',
  direction: 'ltr',
  mails: {
    recovery_valid: (facts) => ({
      subject: 'Recupera el acceso a tu cuenta',
      heading: 'Recupera el acceso a tu cuenta',
      lead: ['Alguien, seguramente tú, pidió recuperar la cuenta de esta dirección.'],
      link: { label: 'Recuperar la cuenta', url: facts.url },
      linkHint: COPY,
      notes: [lasts('El enlace', facts), NOT_YOU],
    }),
    recovery_invalid: ({ to }) => ({
      subject: 'Intento de acceso a una cuenta',
      heading: 'No hay ninguna cuenta con esta dirección',
      lead: [`Alguien pidió recuperar una cuenta con la dirección ${to}. Esa cuenta no existe.`, OTHER_ADDRESS],
      notes: [IGNORE],
    }),
    recovery_code_valid: (facts) => ({
      subject: `Código ${facts.code} para recuperar tu cuenta`,
      heading: 'Recupera el acceso a tu cuenta',
      lead: ['Escribe este código en la página donde lo pediste:'],
      code: facts.code,
      notes: [lasts('El código', facts), KEEP, NOT_YOU],
    }),
    recovery_code_invalid: ({ to }) => ({
      subject: 'Intento de acceso a una cuenta',
      heading: 'No hay ninguna cuenta con esta dirección',
      lead: [
        `Alguien pidió un código para recuperar una cuenta con la dirección ${to}. Esa cuenta no existe.`,
        OTHER_ADDRESS,
      ],
      notes: [IGNORE],
    }),
    verification_valid: (facts) => ({
      subject: 'Confirma tu correo electrónico',
      heading: 'Confirma tu correo electrónico',
      lead: ['Abre esta página para confirmar que la dirección es tuya.'],
      link: { label: 'Confirmar la dirección', url: facts.url },
      linkHint: COPY,
      notes: [lasts('El enlace', facts), NOT_YOU],
    }),
    verification_invalid: ({ to }) => ({
      subject: 'Intento de confirmar este correo electrónico',
      heading: 'No hay ninguna cuenta con esta dirección',
      lead: [`Alguien pidió confirmar la dirección ${to}. Ninguna cuenta la tiene.`],
      notes: ['Si fuiste tú, mira qué dirección tiene tu cuenta. Si no, puedes ignorar este mensaje.'],
    }),
    verification_code_valid: (facts) => ({
      subject: `Código ${facts.code} para confirmar tu correo electrónico`,
      heading: 'Confirma tu correo electrónico',
      lead: ['Escribe este código en la página que te lo pide:'],
      code: facts.code,
      ...(facts.url === ''
        ? {}
        : { link: { label: 'Confirmar con un clic', url: facts.url }, linkHint: 'O abre esta dirección:' }),
      notes: [lasts('El código', facts), NOT_YOU],
    }),
    verification_code_invalid: ({ to }) => ({
      subject: 'Intento de confirmar este correo electrónico',
      heading: 'No hay ninguna cuenta con esta dirección',
      lead: [`Alguien pidió un código para confirmar la dirección ${to}. Ninguna cuenta la tiene.`],
      notes: ['Si fuiste tú, mira qué dirección tiene tu cuenta. Si no, puedes ignorar este mensaje.'],
    }),
    login_code_valid: (facts) => ({
      subject: `Código ${facts.code} para iniciar sesión`,
      heading: 'Tu código para iniciar sesión',
      lead: [`Escribe este código para iniciar sesión${where(facts)}:`],
      code: facts.code,
      notes: [lasts('El código', facts), KEEP, NOT_YOU],
    }),
    registration_code_valid: (facts) => ({
      subject: `Código ${facts.code} para terminar tu registro`,
      heading: 'Termina tu registro',
      lead: [`Escribe este código para crear tu cuenta${where(facts)}:`],
      code: facts.code,
      notes: [
        lasts('El código', facts),
        KEEP,
        'Si no fuiste tú, puedes ignorar este mensaje. No se ha creado ninguna cuenta.',
      ],
    }),
    verifiable_address_changed: ({ at }) => ({
      subject: 'Tu cuenta tiene una dirección nueva',
      heading: 'Se cambió una dirección de tu cuenta',
      lead: [
        `La cuenta que tenía esta dirección ha recibido otra${at === '' ? '' : ` (${at})`}.`,
        'Esta dirección ya no sirve para esa cuenta.',
      ],
      notes: ['Si no fuiste tú, ponte en contacto de inmediato con el responsable del servicio.'],
    }),
    account_recovered: ({ at }) => ({
      subject: 'Se recuperó tu cuenta',
      heading: 'Se recuperó el acceso a tu cuenta',
      lead: [
        `Alguien volvió a entrar en tu cuenta con un mensaje a una de sus direcciones${at === '' ? '' : ` (${at})`}.`,
      ],
      notes: [
        'Si fuiste tú, no tienes que hacer nada. Si no, recupera la cuenta de inmediato y revisa sus direcciones y sesiones.',
      ],
    }),
    authenticator_key_added: ({ at }) => ({
      subject: 'Una llave nueva abre tu cuenta',
      heading: 'Se añadió una llave a tu cuenta',
      lead: [
        `Ahora se puede iniciar sesión en tu cuenta con una nueva llave de dispositivo${at === '' ? '' : ` (añadida ${at})`}.`,
      ],
      notes: ['Si no fuiste tú, inicia sesión, quita la llave y cambia tu contraseña.'],
    }),
  },
  texts: {
    recovery_code_valid: ({ code }) => `Tu código para recuperar el acceso a tu cuenta es: ${code}`,
    verification_code_valid: (facts) => `Tu código de confirmación es: ${facts.code}. Dura ${span(facts.minutes)}.`,
    login_code_valid: (facts) => `Tu código para iniciar sesión es: ${facts.code}. Dura ${span(facts.minutes)}.`,
    registration_code_valid: (facts) => `Tu código de registro es: ${facts.code}. Dura ${span(facts.minutes)}.`,
    verifiable_address_changed: () =>
      'Este número ya no pertenece a tu cuenta. Si no fuiste tú, ponte en contacto de inmediato con el responsable del servicio.',
    account_recovered: () =>
      'Se recuperó tu cuenta. Si no fuiste tú, recupérala de inmediato y revisa sus direcciones.',
    authenticator_key_added: () =>
      'Se añadió una llave de dispositivo a tu cuenta. Si no fuiste tú, inicia sesión y quítala.',
  },
};
