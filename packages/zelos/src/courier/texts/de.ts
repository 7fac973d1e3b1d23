import type { Facts, Language } from './text.ts';

const span = (minutes: number): string =>
  minutes < 1 ? 'weniger als eine Minute' : minutes === 1 ? 'eine Minute' : `${minutes} Minuten`;
const lasts = (what: string, { minutes }: Facts): string => `${what} gilt einmal und ${span(minutes)} lang.`;
const NOT_YOU = 'Waren Sie das nicht, können Sie diese Nachricht ignorieren. Es wurde nichts geändert.';
const KEEP = 'Geben Sie den Code niemandem weiter, auch nicht, wenn jemand behauptet, für uns zu arbeiten.';
const COPY = 'Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:';
const where = ({ application }: Facts): string => (application === '' ? '' : ` bei ${application}`);

/** German. */
export const de: Language = {
  tag: 'de',
  direction: 'ltr',
  mails: {
    recovery_valid: (facts) => ({
      subject: 'Zurück in Ihr Konto',
      heading: 'Zurück in Ihr Konto',
      lead: ['Jemand, vermutlich Sie, möchte das Konto mit dieser Adresse wiederherstellen.'],
      link: { label: 'Konto wiederherstellen', url: facts.url },
      linkHint: COPY,
      notes: [lasts('Der Link', facts), NOT_YOU],
    }),
    recovery_invalid: ({ to }) => ({
      subject: 'Versuchter Zugriff auf ein Konto',
      heading: 'Kein Konto mit dieser Adresse',
      lead: [
        `Jemand wollte ein Konto mit der Adresse ${to} wiederherstellen. Ein solches Konto gibt es nicht.`,
        'Waren Sie das, haben Sie sich vielleicht mit einer anderen Adresse angemeldet: Versuchen Sie es mit dieser.',
      ],
      notes: ['Waren Sie das nicht, können Sie diese Nachricht ignorieren.'],
    }),
    recovery_code_valid: (facts) => ({
      subject: `Code ${facts.code}: zurück in Ihr Konto`,
      heading: 'Zurück in Ihr Konto',
      lead: ['Geben Sie diesen Code auf der Seite ein, auf der Sie ihn angefordert haben:'],
      code: facts.code,
      notes: [lasts('Der Code', facts), KEEP, NOT_YOU],
    }),
    recovery_code_invalid: ({ to }) => ({
      subject: 'Versuchter Zugriff auf ein Konto',
      heading: 'Kein Konto mit dieser Adresse',
      lead: [
        `Jemand hat einen Code für ein Konto mit der Adresse ${to} angefordert. Ein solches Konto gibt es nicht.`,
        'Waren Sie das, haben Sie sich vielleicht mit einer anderen Adresse angemeldet: Versuchen Sie es mit dieser.',
      ],
      notes: ['Waren Sie das nicht, können Sie diese Nachricht ignorieren.'],
    }),
    verification_valid: (facts) => ({
      subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
      heading: 'E-Mail-Adresse bestätigen',
      lead: ['Öffnen Sie diese Seite, um zu bestätigen, dass die Adresse Ihnen gehört.'],
      link: { label: 'Adresse bestätigen', url: facts.url },
      linkHint: COPY,
      notes: [lasts('Der Link', facts), NOT_YOU],
    }),
    verification_invalid: ({ to }) => ({
      subject: 'Jemand wollte diese E-Mail-Adresse bestätigen',
      heading: 'Kein Konto mit dieser Adresse',
      lead: [`Jemand wollte die Adresse ${to} bestätigen. Kein Konto hat diese Adresse.`],
      notes: ['Waren Sie das, prüfen Sie, welche Adresse Ihr Konto hat. Sonst können Sie diese Nachricht ignorieren.'],
    }),
    verification_code_valid: (facts) => ({
      subject: `Code ${facts.code}: E-Mail-Adresse bestätigen`,
      heading: 'E-Mail-Adresse bestätigen',
      lead: ['Geben Sie diesen Code auf der Seite ein, die danach fragt:'],
      code: facts.code,
      ...(facts.url === ''
        ? {}
        : {
            link: { label: 'Mit einem Klick bestätigen', url: facts.url },
            linkHint: 'Oder öffnen Sie diese Adresse:',
          }),
      notes: [lasts('Der Code', facts), NOT_YOU],
    }),
    verification_code_invalid: ({ to }) => ({
      subject: 'Jemand wollte diese E-Mail-Adresse bestätigen',
      heading: 'Kein Konto mit dieser Adresse',
      lead: [`Jemand hat einen Code angefordert, um die Adresse ${to} zu bestätigen. Kein Konto hat diese Adresse.`],
      notes: ['Waren Sie das, prüfen Sie, welche Adresse Ihr Konto hat. Sonst können Sie diese Nachricht ignorieren.'],
    }),
    login_code_valid: (facts) => ({
      subject: `Code ${facts.code}: anmelden`,
      heading: 'Ihr Code zum Anmelden',
      lead: [`Geben Sie diesen Code ein, um sich${where(facts)} anzumelden:`],
      code: facts.code,
      notes: [lasts('Der Code', facts), KEEP, NOT_YOU],
    }),
    registration_code_valid: (facts) => ({
      subject: `Code ${facts.code}: Registrierung abschließen`,
      heading: 'Registrierung abschließen',
      lead: [`Geben Sie diesen Code ein, um Ihr Konto${where(facts)} anzulegen:`],
      code: facts.code,
      notes: [
        lasts('Der Code', facts),
        KEEP,
        'Waren Sie das nicht, können Sie diese Nachricht ignorieren. Es wurde kein Konto angelegt.',
      ],
    }),
    verifiable_address_changed: ({ at }) => ({
      subject: 'Ihr Konto hat eine neue Adresse',
      heading: 'Eine Adresse Ihres Kontos wurde geändert',
      lead: [
        `Das Konto, zu dem diese Adresse gehörte, hat eine andere erhalten${at === '' ? '' : ` (${at})`}.`,
        'Diese Adresse kann für das Konto nicht mehr benutzt werden.',
      ],
      notes: ['Waren Sie das nicht, wenden Sie sich sofort an den Betreiber des Dienstes.'],
    }),
    account_recovered: ({ at }) => ({
      subject: 'Ihr Konto wurde wiederhergestellt',
      heading: 'Ihr Konto wurde wiederhergestellt',
      lead: [
        `Jemand hat mit einer Nachricht an eine der Adressen Ihres Kontos wieder Zugang erhalten${at === '' ? '' : ` (${at})`}.`,
      ],
      notes: [
        'Waren Sie das, ist nichts zu tun. Wenn nicht, stellen Sie das Konto sofort selbst wieder her und prüfen Sie seine Adressen und Sitzungen.',
      ],
    }),
    authenticator_key_added: ({ at }) => ({
      subject: 'Ein neuer Schlüssel öffnet Ihr Konto',
      heading: 'Ihrem Konto wurde ein Schlüssel hinzugefügt',
      lead: [`Mit einem neuen Geräteschlüssel kann man sich jetzt anmelden${at === '' ? '' : ` (hinzugefügt ${at})`}.`],
      notes: ['Waren Sie das nicht, melden Sie sich an, entfernen Sie den Schlüssel und ändern Sie Ihr Passwort.'],
    }),
  },
  texts: {
    recovery_code_valid: ({ code }) => `Ihr Code für den Zugang zu Ihrem Konto lautet: ${code}`,
    verification_code_valid: (facts) => `Ihr Bestätigungscode lautet: ${facts.code}. Er gilt ${span(facts.minutes)}.`,
    login_code_valid: (facts) => `Ihr Anmeldecode lautet: ${facts.code}. Er gilt ${span(facts.minutes)}.`,
    registration_code_valid: (facts) => `Ihr Registrierungscode lautet: ${facts.code}. Er gilt ${span(facts.minutes)}.`,
    verifiable_address_changed: () =>
      'Diese Nummer gehört nicht mehr zu Ihrem Konto. Waren Sie das nicht, wenden Sie sich sofort an den Betreiber des Dienstes.',
    account_recovered: () =>
      'Ihr Konto wurde wiederhergestellt. Waren Sie das nicht, stellen Sie es sofort selbst wieder her und prüfen Sie seine Adressen.',
    authenticator_key_added: () =>
      'Ihrem Konto wurde ein Geräteschlüssel hinzugefügt. Waren Sie das nicht, melden Sie sich an und entfernen Sie ihn.',
  },
};
