import { timeIn } from '../time.ts';
import type { MessageTexts } from './kit.ts';
import { counted, joined, named, quoted } from './kit.ts';

const time = timeIn('de');
const characters = (n: string): string => counted('de', n, { one: 'Zeichen', other: 'Zeichen' });
const entries = (n: string): string => counted('de', n, { one: 'Eintrag', other: 'Einträge' });

/** German, formal. */
export const de: MessageTexts = {
  1010001: 'Anmelden',
  1010002: (need) => `Weiter mit ${need('provider')}`,
  1010003: 'Bitte melden Sie sich noch einmal an, damit wir sicher sind, dass Sie es sind.',
  1010004: 'Noch ein Schritt: Bitte bestätigen Sie die Anmeldung mit Ihrem zweiten Faktor.',
  1010005: 'Bestätigen',
  1010006: 'Code aus Ihrer Authenticator-App',
  1010007: 'Ersatzcode',
  1010008: 'Sicherheitsschlüssel verwenden',
  1010009: 'Code prüfen',
  1010010: 'Diesen Ersatzcode verwenden',
  1010011: 'Mit dem Sicherheitsschlüssel fortfahren',
  1010012: 'Legen Sie Ihren Sicherheitsschlüssel bereit und fahren Sie dann fort.',
  1010013: 'Weiter',
  1010014: 'Wir haben einen Code an die angegebene Adresse geschickt. Geben Sie ihn ein, um sich anzumelden.',
  1010015: 'Code zusenden',
  1010016: (_need, may) =>
    `Für ${may('duplicate_identifier') || 'diese Adresse'} gibt es bereits ein Konto. Melden Sie sich einmal dort an, dann wird ${may('provider') || 'der Anbieter'} damit verbunden.`,
  1010017: 'Anmelden und verbinden',
  1010018: (need) => `Über ${need('provider')} bestätigen`,
  1010019: 'Code für den zweiten Schritt zusenden',
  1010020: 'Wir schicken einen Code an eine Adresse Ihres Kontos.',
  1010021: 'Passkey verwenden',
  1010022: 'Mit Passwort anmelden',
  1010023: (need) => `Code an ${need('address')} senden`,
  1010024: 'Schlüssel dieses Geräts verwenden',
  1010025: 'Wir haben einen Code an Ihre Adresse geschickt. Geben Sie ihn ein, um fortzufahren.',

  1040001: 'Konto erstellen',
  1040002: (need) => `Registrieren mit ${need('provider')}`,
  1040003: 'Abschließen',
  1040004: 'Mit einem Sicherheitsschlüssel registrieren',
  1040005: 'Wir haben Ihnen einen Code geschickt. Geben Sie ihn ein, um Ihr Konto fertigzustellen.',
  1040006: 'Code zum Registrieren zusenden',
  1040007: 'Mit einem Passkey registrieren',
  1040008: 'Zurück',
  1040009: 'Wie möchten Sie sich künftig anmelden?',

  1050001: 'Gespeichert.',
  1050002: (need) => `${need('provider')} verbinden`,
  1050003: (need) => `Verbindung mit ${need('provider')} trennen`,
  1050004: 'Authenticator-App entfernen',
  1050005: 'QR-Code für Ihre Authenticator-App',
  1050007: 'Meine Ersatzcodes anzeigen',
  1050008: 'Neue Ersatzcodes erstellen',
  1050010: 'Bewahren Sie diese Ersatzcodes sicher auf. Jeder gilt einmal.',
  1050011: 'Ich habe die Codes gesichert',
  1050012: 'Sicherheitsschlüssel hinzufügen',
  1050013: 'Name für diesen Schlüssel',
  1050014: (need) => `Benutzt am ${time(need('used_at'))}`,
  1050016: 'Ersatzcodes abschalten',
  1050017: 'Geheimnis zum Eintippen in die Authenticator-App',
  1050018: (_need, may) => `Sicherheitsschlüssel ${named(may('display_name'), 'ohne Namen', '„', '“')} entfernen`,
  1050019: 'Passkey hinzufügen',
  1050020: (_need, may) => `Passkey ${named(may('display_name'), 'ohne Namen', '„', '“')} entfernen`,
  1050021: 'Schlüssel dieses Geräts entfernen',
  1050022: 'Aufgabe für den Schlüssel dieses Geräts',
  1050023: 'Ihre Organisation verwaltet dieses Konto.',

  1060001: 'Sie haben wieder Zugang. Bitte legen Sie bald ein neues Passwort oder einen anderen Anmeldeweg fest.',
  1060002: 'Gehört diese Adresse zu einem Konto, ist eine Nachricht mit einem Link unterwegs.',
  1060003: 'Gehört diese Adresse zu einem Konto, ist eine Nachricht mit einem Code unterwegs.',
  1060004: (need) => `Ein Code ist unterwegs an ${need('masked_address')}.`,
  1060005: 'Bitte geben Sie die Adresse vollständig ein, um zu zeigen, dass sie Ihnen gehört.',
  1060006: 'Wohin sollen wir den Code schicken?',
  1060007: 'Zurück',

  1070001: 'Passwort',
  1070003: 'Speichern',
  1070004: 'E-Mail-Adresse, Benutzername oder andere Kennung',
  1070005: 'Absenden',
  1070006: 'Aktueller Code der Authenticator-App',
  1070007: 'E-Mail-Adresse',
  1070008: 'Neuen Code zusenden',
  1070009: 'Weiter',
  1070010: 'Wiederherstellungscode',
  1070011: 'Bestätigungscode',
  1070012: 'Code aus unserer Nachricht',
  1070013: 'Anmeldecode',
  1070014: 'Anmelden und verbinden',
  1070015: 'Bitte zeigen Sie, dass Sie ein Mensch sind',
  1070016: 'Adresse für die Wiederherstellung',
  1070017: 'Telefonnummer',
  1070018: 'E-Mail-Adresse oder Telefonnummer',

  1080001: 'Eine Nachricht mit einem Link ist unterwegs. Öffnen Sie den Link, um Ihre Adresse zu bestätigen.',
  1080002: 'Danke, Ihre E-Mail-Adresse ist bestätigt.',
  1080003: 'Eine Nachricht mit einem Code ist unterwegs. Geben Sie den Code ein, um Ihre Adresse zu bestätigen.',
  1080004: 'Eine SMS mit einem Code ist unterwegs. Geben Sie den Code ein, um Ihre Nummer zu bestätigen.',
  1080005: 'Danke, Ihre Telefonnummer ist bestätigt.',

  4000002: 'Bitte füllen Sie dieses Feld aus.',
  4000003: (need) => `Bitte mindestens ${characters(need('min_length'))}; es sind ${need('actual_length')}.`,
  4000004: (need) => `Das hat nicht die erwartete Form: ${need('pattern')}`,
  4000005: (need) => `Dieses Passwort kann nicht verwendet werden: ${need('reason')}`,
  4000006: 'Das hat nicht gepasst. Bitte prüfen Sie Ihre Eingaben auf Tippfehler.',
  4000007: 'Mit diesen Angaben gibt es bereits ein Konto.',
  4000008: 'Der Code der Authenticator-App stimmt nicht. Bitte versuchen Sie es mit dem aktuellen.',
  4000009: 'Nichts davon eignet sich zum Anmelden. Bitte geben Sie eine E-Mail-Adresse oder einen Benutzernamen an.',
  4000010: 'Bitte bestätigen Sie zuerst Ihre Adresse.',
  4000011: 'Zu Ihrem Konto gehört keine Authenticator-App.',
  4000012: 'Dieser Ersatzcode wurde schon benutzt. Bitte nehmen Sie einen anderen.',
  4000013: 'Zu Ihrem Konto gehört kein Sicherheitsschlüssel.',
  4000014: 'Zu Ihrem Konto gehören keine Ersatzcodes.',
  4000015: 'Es gibt kein solches Konto, oder es hat weder Sicherheitsschlüssel noch Passkey.',
  4000016: 'Dieser Ersatzcode stimmt nicht.',
  4000017: (need) => `Bitte höchstens ${characters(need('max_length'))}; es sind ${need('actual_length')}.`,
  4000018: (need) => `Bitte ${need('minimum')} oder mehr statt ${need('actual')} angeben.`,
  4000019: (need) => `Bitte mehr als ${need('minimum')} statt ${need('actual')} angeben.`,
  4000020: (need) => `Bitte ${need('maximum')} oder weniger statt ${need('actual')} angeben.`,
  4000021: (need) => `Bitte weniger als ${need('maximum')} statt ${need('actual')} angeben.`,
  4000022: (need) => `Bitte ein Vielfaches von ${need('base')} statt ${need('actual')} angeben.`,
  4000023: (need) => `Bitte höchstens ${entries(need('max_items'))} angeben; es sind ${need('actual_items')}.`,
  4000024: (need) => `Bitte mindestens ${entries(need('min_items'))} angeben; es sind ${need('actual_items')}.`,
  4000025: (need) => `Die Einträge ${need('index_a')} und ${need('index_b')} sind gleich.`,
  4000026: (need) => `Erwartet wird ein Wert der Art ${need('allowed_types')}, nicht ${need('actual_type')}.`,
  4000027: 'Mit diesen Angaben gibt es bereits ein Konto. Melden Sie sich dort an, um den Anbieter zu verbinden.',
  4000028: (_need, may) => {
    const ways = joined(may('available_credential_types'), may('available_oidc_providers'));
    const who = may('credential_identifier_hint');
    const begin = who ? `Für ${who} gibt es bereits ein Konto.` : 'Mit diesen Angaben gibt es bereits ein Konto.';
    return ways ? `${begin} Anmelden können Sie sich dort mit: ${ways}.` : begin;
  },
  4000029: (need) => `Hier ist nur ${need('expected')} möglich.`,
  4000030: 'Hier ist nur ein bestimmter Wert möglich.',
  4000031: 'Das Passwort ähnelt Ihrem Namen oder Ihrer Adresse zu sehr.',
  4000032: (_need, may) => {
    const [least, is] = [may('min_length'), may('actual_length')];
    return least && is
      ? `Bitte wählen Sie ein Passwort mit mindestens ${characters(least)}; dieses hat ${is}.`
      : 'Bitte wählen Sie ein längeres Passwort.';
  },
  4000033: (_need, may) => {
    const [most, is] = [may('max_length'), may('actual_length')];
    return most && is
      ? `Bitte wählen Sie ein Passwort mit höchstens ${characters(most)}; dieses hat ${is}.`
      : 'Bitte wählen Sie ein kürzeres Passwort.';
  },
  4000034: 'Dieses Passwort ist aus Datenlecks bekannt. Bitte wählen Sie ein anderes.',
  4000035: 'Es gibt kein solches Konto, oder es kann sich nicht mit einem Code anmelden.',
  4000036: 'Ihre Angaben haben sich geändert, seit der Code verschickt wurde. Bitte fordern Sie einen neuen an.',
  4000037: 'Dazu wurde kein Konto gefunden, das sich anmelden kann.',
  4000038: 'Wir konnten nicht erkennen, ob Sie ein Mensch sind. Bitte versuchen Sie es noch einmal.',
  4000039: 'Das neue Passwort ist dasselbe wie das alte.',
  4000040: (need) => `${quoted(need('value'), '„', '“')} ist keine E-Mail-Adresse.`,
  4000041: (need) =>
    `${quoted(need('value'), '„', '“')} ist keine Telefonnummer. Bitte beginnen Sie mit + und der Landesvorwahl.`,
  4000042: 'Zu Ihrem Konto gehört kein Schlüssel auf diesem Gerät.',
  4000043: 'Der Sicherheitsschlüssel oder Passkey wurde nicht angenommen. Bitte versuchen Sie es noch einmal.',
  4000044: 'Die Signatur dieses Geräts wurde nicht angenommen.',
  4000045: 'Dem Schlüssel dieses Geräts wird nicht mehr vertraut. Bitte fügen Sie ihn neu hinzu.',
  4000046: 'Der Schlüssel dieses Geräts ist dafür zu alt. Bitte fügen Sie ihn neu hinzu.',

  4010001: 'Diese Anmeldung war zu lange offen. Bitte beginnen Sie von vorn.',
  4010002: 'So kann man sich hier nicht anmelden. Bitte wählen Sie einen der gezeigten Wege.',
  4010003: 'So kann man sich hier nicht registrieren. Bitte wählen Sie einen der gezeigten Wege.',
  4010004: 'Diese Einstellung gibt es nicht. Bitte wählen Sie eine der gezeigten.',
  4010005: 'So lässt sich ein Konto nicht wiederherstellen. Bitte wählen Sie einen der gezeigten Wege.',
  4010006: 'So lässt sich eine Adresse nicht bestätigen. Bitte wählen Sie einen der gezeigten Wege.',
  4010007: 'Diese Anmeldung ist schon abgeschlossen.',
  4010008: 'Der Code stimmt nicht oder gilt nicht mehr. Versuchen Sie es noch einmal oder fordern Sie einen neuen an.',
  4010009: 'Die Adresse, die verbunden werden soll, gehört nicht zu diesem Konto.',
  4010010: 'Diese Adresse gehört nicht zu Ihrem Konto.',
  4010011: 'Dieses Konto ist nicht aktiv. Bitte wenden Sie sich an den Betreiber dieses Dienstes.',

  4040001: 'Dieses Formular war zu lange offen. Bitte beginnen Sie von vorn.',
  4040002: 'Dieses Konto wurde schon erstellt.',
  4040003: 'Der Code stimmt nicht oder gilt nicht mehr. Bitte fordern Sie einen neuen an.',

  4050001: 'Diese Einstellungen waren zu lange offen. Bitte öffnen Sie sie noch einmal.',
  4050002: 'Bitte ändern Sie immer nur eine Adresse auf einmal.',

  4060001: 'Diese Wiederherstellung wurde schon benutzt. Bitte beginnen Sie von vorn.',
  4060002: 'Diese Wiederherstellung lässt sich nicht fortsetzen. Bitte beginnen Sie von vorn.',
  4060003: 'Der Link ist nicht vollständig. Bitte kopieren Sie ihn ganz.',
  4060004: 'Dieser Link ist ungültig oder wurde schon benutzt. Bitte fordern Sie einen neuen an.',
  4060005: 'Diese Wiederherstellung hat zu lange gedauert. Bitte beginnen Sie von vorn.',
  4060006: 'Der Wiederherstellungscode stimmt nicht oder gilt nicht mehr. Bitte fordern Sie einen neuen an.',

  4070001: 'Dieser Link ist ungültig oder wurde schon benutzt. Bitte fordern Sie einen neuen an.',
  4070002: 'Diese Bestätigung ist schon erledigt.',
  4070003: 'Diese Bestätigung lässt sich nicht fortsetzen. Bitte beginnen Sie von vorn.',
  4070004: 'Der Link ist nicht vollständig. Bitte kopieren Sie ihn ganz.',
  4070005: 'Diese Bestätigung hat zu lange gedauert. Bitte beginnen Sie von vorn.',
  4070006: 'Der Code stimmt nicht oder gilt nicht mehr. Bitte fordern Sie einen neuen an.',

  4990001: (need) =>
    `Das war etwas zu oft. Bitte versuchen Sie es in ${counted('de', need('retry_after_seconds'), { one: 'Sekunde', other: 'Sekunden' })} wieder.`,

  5000001: 'Diese Seite wurde durch eine neuere ersetzt. Bitte machen Sie dort weiter.',
  5000002: 'Im Augenblick gibt es hier keinen Weg, sich anzumelden.',
  5000003: 'Ihre Organisation verlangt die Anmeldung über ihr eigenes System, aber keines ist eingerichtet.',
};
