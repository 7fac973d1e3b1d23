import { timeIn } from '../time.ts';
import type { MessageTexts } from './kit.ts';
import { counted, joined, named, quoted } from './kit.ts';

const time = timeIn('fr');
const characters = (n: string): string => counted('fr', n, { one: 'caractère', other: 'caractères' });
const entries = (n: string): string => counted('fr', n, { one: 'élément', other: 'éléments' });

/** French. */
export const fr: MessageTexts = {
  1010001: 'Se connecter',
  1010002: (need) => `Continuer avec ${need('provider')}`,
  1010003: 'Pour être sûrs qu’il s’agit bien de vous, nous vous demandons de vous connecter encore une fois.',
  1010004: 'Encore une étape\u00a0: confirmez avec votre second facteur.',
  1010005: 'Confirmer',
  1010006: 'Code de votre application d’authentification',
  1010007: 'Code de secours',
  1010008: 'Utiliser une clé de sécurité',
  1010009: 'Vérifier le code',
  1010010: 'Utiliser ce code de secours',
  1010011: 'Continuer avec votre clé de sécurité',
  1010012: 'Préparez votre clé de sécurité, puis continuez.',
  1010013: 'Continuer',
  1010014: 'Nous avons envoyé un code à l’adresse indiquée. Saisissez-le pour vous connecter.',
  1010015: 'M’envoyer un code',
  1010016: (_need, may) =>
    `Un compte existe déjà pour ${may('duplicate_identifier') || 'cette adresse'}. Connectez-vous-y une fois et ${may('provider') || 'le fournisseur'} y sera associé.`,
  1010017: 'Se connecter et associer',
  1010018: (need) => `Confirmer avec ${need('provider')}`,
  1010019: 'M’envoyer un code pour la seconde étape',
  1010020: 'Nous enverrons un code à une adresse de votre compte.',
  1010021: 'Utiliser une clé d’accès',
  1010022: 'Se connecter avec le mot de passe',
  1010023: (need) => `Envoyer un code à ${need('address')}`,
  1010024: 'Utiliser la clé de cet appareil',
  1010025: 'Nous avons envoyé un code à votre adresse. Saisissez-le pour continuer.',

  1040001: 'Créer le compte',
  1040002: (need) => `S’inscrire avec ${need('provider')}`,
  1040003: 'Terminer',
  1040004: 'S’inscrire avec une clé de sécurité',
  1040005: 'Nous vous avons envoyé un code. Saisissez-le pour terminer la création du compte.',
  1040006: 'M’envoyer un code pour m’inscrire',
  1040007: 'S’inscrire avec une clé d’accès',
  1040008: 'Retour',
  1040009: 'Comment souhaitez-vous vous connecter à l’avenir\u00a0?',

  1050001: 'Enregistré.',
  1050002: (need) => `Associer ${need('provider')}`,
  1050003: (need) => `Dissocier ${need('provider')}`,
  1050004: 'Retirer l’application d’authentification',
  1050005: 'Code QR pour votre application d’authentification',
  1050007: 'Afficher mes codes de secours',
  1050008: 'Créer de nouveaux codes de secours',
  1050010: 'Gardez ces codes de secours en lieu sûr. Chacun ne sert qu’une fois.',
  1050011: 'J’ai conservé les codes',
  1050012: 'Ajouter une clé de sécurité',
  1050013: 'Nom de cette clé',
  1050014: (need) => `Utilisé le ${time(need('used_at'))}`,
  1050016: 'Désactiver les codes de secours',
  1050017: 'Secret à saisir à la main dans l’application d’authentification',
  1050018: (_need, may) => `Retirer la clé de sécurité ${named(may('display_name'), 'sans nom', '«\u00a0', '\u00a0»')}`,
  1050019: 'Ajouter une clé d’accès',
  1050020: (_need, may) => `Retirer la clé d’accès ${named(may('display_name'), 'sans nom', '«\u00a0', '\u00a0»')}`,
  1050021: 'Retirer la clé de cet appareil',
  1050022: 'Défi pour la clé de cet appareil',
  1050023: 'Ce compte est géré par votre organisation.',

  1060001:
    'Vous avez retrouvé l’accès. Pensez à définir bientôt un nouveau mot de passe ou un autre moyen de connexion.',
  1060002: 'Si cette adresse appartient à un compte, un message contenant un lien est en route.',
  1060003: 'Si cette adresse appartient à un compte, un message contenant un code est en route.',
  1060004: (need) => `Un code est en route vers ${need('masked_address')}.`,
  1060005: 'Saisissez cette adresse en entier pour montrer qu’elle est à vous.',
  1060006: 'Où devons-nous envoyer le code\u00a0?',
  1060007: 'Retour',

  1070001: 'Mot de passe',
  1070003: 'Enregistrer',
  1070004: 'Adresse e-mail, nom d’utilisateur ou autre identifiant',
  1070005: 'Envoyer',
  1070006: 'Code actuel de l’application d’authentification',
  1070007: 'Adresse e-mail',
  1070008: 'Envoyer un autre code',
  1070009: 'Continuer',
  1070010: 'Code de récupération',
  1070011: 'Code de confirmation',
  1070012: 'Code reçu dans notre message',
  1070013: 'Code de connexion',
  1070014: 'Se connecter et associer',
  1070015: 'Montrez que vous êtes un être humain',
  1070016: 'Adresse de récupération',
  1070017: 'Numéro de téléphone',
  1070018: 'Adresse e-mail ou numéro de téléphone',

  1080001: 'Un message contenant un lien est en route. Ouvrez le lien pour confirmer votre adresse.',
  1080002: 'Merci, votre adresse e-mail est confirmée.',
  1080003: 'Un message contenant un code est en route. Saisissez le code pour confirmer votre adresse.',
  1080004: 'Un SMS contenant un code est en route. Saisissez le code pour confirmer votre numéro.',
  1080005: 'Merci, votre numéro de téléphone est confirmé.',

  4000002: 'Veuillez remplir ce champ.',
  4000003: (need) => `Il faut au moins ${characters(need('min_length'))}\u00a0; il y en a ${need('actual_length')}.`,
  4000004: (need) => `Cela n’a pas la forme attendue\u00a0: ${need('pattern')}`,
  4000005: (need) => `Ce mot de passe ne peut pas être utilisé\u00a0: ${need('reason')}`,
  4000006: 'Cela ne correspond pas. Vérifiez qu’il n’y a pas de faute de frappe.',
  4000007: 'Un compte existe déjà avec ces informations.',
  4000008: 'Le code de l’application d’authentification n’est pas le bon. Essayez avec le code actuel.',
  4000009: 'Rien de tout cela ne permet de se connecter. Indiquez une adresse e-mail ou un nom d’utilisateur.',
  4000010: 'Veuillez d’abord confirmer votre adresse.',
  4000011: 'Votre compte n’a pas d’application d’authentification.',
  4000012: 'Ce code de secours a déjà servi. Prenez-en un autre.',
  4000013: 'Votre compte n’a pas de clé de sécurité.',
  4000014: 'Votre compte n’a pas de codes de secours.',
  4000015: 'Ce compte n’existe pas, ou il n’a ni clé de sécurité ni clé d’accès.',
  4000016: 'Ce code de secours n’est pas le bon.',
  4000017: (need) => `Il faut au plus ${characters(need('max_length'))}\u00a0; il y en a ${need('actual_length')}.`,
  4000018: (need) => `Indiquez ${need('minimum')} ou plus au lieu de ${need('actual')}.`,
  4000019: (need) => `Indiquez plus de ${need('minimum')} au lieu de ${need('actual')}.`,
  4000020: (need) => `Indiquez ${need('maximum')} ou moins au lieu de ${need('actual')}.`,
  4000021: (need) => `Indiquez moins de ${need('maximum')} au lieu de ${need('actual')}.`,
  4000022: (need) => `Indiquez un multiple de ${need('base')} au lieu de ${need('actual')}.`,
  4000023: (need) => `Indiquez au plus ${entries(need('max_items'))}\u00a0; il y en a ${need('actual_items')}.`,
  4000024: (need) => `Indiquez au moins ${entries(need('min_items'))}\u00a0; il y en a ${need('actual_items')}.`,
  4000025: (need) => `Les éléments ${need('index_a')} et ${need('index_b')} sont identiques.`,
  4000026: (need) => `La valeur doit être du type ${need('allowed_types')} et non ${need('actual_type')}.`,
  4000027: 'Un compte existe déjà avec ces informations. Connectez-vous-y pour associer le fournisseur.',
  4000028: (_need, may) => {
    const ways = joined(may('available_credential_types'), may('available_oidc_providers'));
    const who = may('credential_identifier_hint');
    const begin = who ? `Un compte existe déjà pour ${who}.` : 'Un compte existe déjà avec ces informations.';
    return ways ? `${begin} Vous pouvez vous y connecter avec\u00a0: ${ways}.` : begin;
  },
  4000029: (need) => `Seule la valeur ${need('expected')} est possible ici.`,
  4000030: 'Une seule valeur précise est possible ici.',
  4000031: 'Ce mot de passe ressemble trop à votre nom ou à votre adresse.',
  4000032: (_need, may) => {
    const [least, is] = [may('min_length'), may('actual_length')];
    return least && is
      ? `Choisissez un mot de passe d’au moins ${characters(least)}\u00a0; celui-ci en a ${is}.`
      : 'Choisissez un mot de passe plus long.';
  },
  4000033: (_need, may) => {
    const [most, is] = [may('max_length'), may('actual_length')];
    return most && is
      ? `Choisissez un mot de passe d’au plus ${characters(most)}\u00a0; celui-ci en a ${is}.`
      : 'Choisissez un mot de passe plus court.';
  },
  4000034: 'Ce mot de passe figure dans des fuites de données connues. Choisissez-en un autre.',
  4000035: 'Ce compte n’existe pas, ou il ne permet pas de se connecter avec un code.',
  4000036: 'Vos informations ont changé depuis l’envoi du code. Demandez un nouveau code.',
  4000037: 'Aucun compte permettant de se connecter n’a été trouvé.',
  4000038: 'Nous n’avons pas pu établir que vous êtes un être humain. Réessayez, s’il vous plaît.',
  4000039: 'Le nouveau mot de passe est identique à l’ancien.',
  4000040: (need) => `${quoted(need('value'), '«\u00a0', '\u00a0»')} n’est pas une adresse e-mail.`,
  4000041: (need) =>
    `${quoted(need('value'), '«\u00a0', '\u00a0»')} n’est pas un numéro de téléphone. Commencez par + et l’indicatif du pays.`,
  4000042: 'Votre compte n’a pas de clé sur cet appareil.',
  4000043: 'La clé de sécurité ou la clé d’accès n’a pas été acceptée. Réessayez, s’il vous plaît.',
  4000044: 'La signature de cet appareil n’a pas été acceptée.',
  4000045: 'La clé de cet appareil n’est plus reconnue. Ajoutez-la de nouveau.',
  4000046: 'La clé de cet appareil est trop ancienne pour cela. Ajoutez-la de nouveau.',

  4010001: 'Cette page de connexion est restée ouverte trop longtemps. Recommencez, s’il vous plaît.',
  4010002: 'On ne peut pas se connecter ainsi. Choisissez l’un des moyens proposés.',
  4010003: 'On ne peut pas s’inscrire ainsi. Choisissez l’un des moyens proposés.',
  4010004: 'Ce réglage n’existe pas. Choisissez l’un de ceux qui sont proposés.',
  4010005: 'On ne peut pas récupérer un compte ainsi. Choisissez l’un des moyens proposés.',
  4010006: 'On ne peut pas confirmer une adresse ainsi. Choisissez l’un des moyens proposés.',
  4010007: 'Cette connexion est déjà terminée.',
  4010008: 'Le code n’est pas le bon ou n’est plus valable. Réessayez ou demandez-en un nouveau.',
  4010009: 'L’adresse à associer n’appartient pas à ce compte.',
  4010010: 'Cette adresse n’appartient pas à votre compte.',
  4010011: 'Ce compte n’est pas actif. Adressez-vous au responsable de ce service.',

  4040001: 'Ce formulaire est resté ouvert trop longtemps. Recommencez, s’il vous plaît.',
  4040002: 'Ce compte a déjà été créé.',
  4040003: 'Le code n’est pas le bon ou n’est plus valable. Demandez-en un nouveau.',

  4050001: 'Ces paramètres sont restés ouverts trop longtemps. Ouvrez-les de nouveau.',
  4050002: 'Modifiez une seule adresse à la fois.',

  4060001: 'Cette récupération a déjà servi. Recommencez, s’il vous plaît.',
  4060002: 'Cette récupération ne peut pas continuer. Recommencez, s’il vous plaît.',
  4060003: 'Le lien de récupération n’est pas complet. Copiez-le en entier.',
  4060004: 'Ce lien de récupération n’est pas valable ou a déjà servi. Demandez-en un nouveau.',
  4060005: 'Cette récupération a duré trop longtemps. Recommencez, s’il vous plaît.',
  4060006: 'Le code de récupération n’est pas le bon ou n’est plus valable. Demandez-en un nouveau.',

  4070001: 'Ce lien n’est pas valable ou a déjà servi. Demandez-en un nouveau.',
  4070002: 'Cette confirmation est déjà faite.',
  4070003: 'Cette confirmation ne peut pas continuer. Recommencez, s’il vous plaît.',
  4070004: 'Le lien n’est pas complet. Copiez-le en entier.',
  4070005: 'Cette confirmation a duré trop longtemps. Recommencez, s’il vous plaît.',
  4070006: 'Le code n’est pas le bon ou n’est plus valable. Demandez-en un nouveau.',

  4990001: (need) =>
    `C’était un peu trop souvent. Réessayez dans ${counted('fr', need('retry_after_seconds'), { one: 'seconde', other: 'secondes' })}.`,

  5000001: 'Cette page a été remplacée par une plus récente. Continuez sur celle-ci.',
  5000002: 'Il n’y a pour le moment aucun moyen de se connecter ici.',
  5000003: 'Votre organisation exige sa propre connexion unique, mais aucune n’est configurée.',
};
