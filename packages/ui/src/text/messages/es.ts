import { timeIn } from '../time.ts';
import type { MessageTexts } from './kit.ts';
import { counted, joined, named, quoted } from './kit.ts';

const time = timeIn('es');
const characters = (n: string): string => counted('es', n, { one: 'carácter', other: 'caracteres' });
const entries = (n: string): string => counted('es', n, { one: 'elemento', other: 'elementos' });

/** Spanish, familiar form of address. */
export const es: MessageTexts = {
  1010001: 'Iniciar sesión',
  1010002: (need) => `Continuar con ${need('provider')}`,
  1010003: 'Para asegurarnos de que eres tú, inicia sesión una vez más.',
  1010004: 'Un paso más: confirma con tu segundo factor.',
  1010005: 'Confirmar',
  1010006: 'Código de tu aplicación de autenticación',
  1010007: 'Código de reserva',
  1010008: 'Usar una llave de seguridad',
  1010009: 'Comprobar el código',
  1010010: 'Usar este código de reserva',
  1010011: 'Seguir con tu llave de seguridad',
  1010012: 'Ten a mano tu llave de seguridad y continúa.',
  1010013: 'Seguir',
  1010014: 'Hemos enviado un código a la dirección que indicaste. Escríbelo para iniciar sesión.',
  1010015: 'Enviarme un código',
  1010016: (_need, may) =>
    `Ya hay una cuenta para ${may('duplicate_identifier') || 'esta dirección'}. Inicia sesión en ella una vez y ${may('provider') || 'el proveedor'} quedará vinculado.`,
  1010017: 'Iniciar sesión y vincular',
  1010018: (need) => `Confirmar con ${need('provider')}`,
  1010019: 'Enviarme un código para el segundo paso',
  1010020: 'Enviaremos un código a una dirección de tu cuenta.',
  1010021: 'Usar una llave de acceso',
  1010022: 'Iniciar sesión con contraseña',
  1010023: (need) => `Enviar un código a ${need('address')}`,
  1010024: 'Usar la llave de este dispositivo',
  1010025: 'Hemos enviado un código a tu dirección. Escríbelo para continuar.',

  1040001: 'Crear cuenta',
  1040002: (need) => `Registrarse con ${need('provider')}`,
  1040003: 'Terminar',
  1040004: 'Registrarse con una llave de seguridad',
  1040005: 'Te hemos enviado un código. Escríbelo para terminar de crear tu cuenta.',
  1040006: 'Enviarme un código para registrarme',
  1040007: 'Registrarse con una llave de acceso',
  1040008: 'Volver',
  1040009: '¿Cómo quieres iniciar sesión a partir de ahora?',

  1050001: 'Guardado.',
  1050002: (need) => `Vincular ${need('provider')}`,
  1050003: (need) => `Desvincular ${need('provider')}`,
  1050004: 'Quitar la aplicación de autenticación',
  1050005: 'Código QR para tu aplicación de autenticación',
  1050007: 'Mostrar mis códigos de reserva',
  1050008: 'Crear códigos de reserva nuevos',
  1050010: 'Guarda estos códigos de reserva en un lugar seguro. Cada uno sirve una sola vez.',
  1050011: 'He guardado los códigos',
  1050012: 'Añadir una llave de seguridad',
  1050013: 'Nombre de esta llave',
  1050014: (need) => `Usado el ${time(need('used_at'))}`,
  1050016: 'Desactivar los códigos de reserva',
  1050017: 'Clave secreta para escribirla a mano en la aplicación de autenticación',
  1050018: (_need, may) => `Quitar la llave de seguridad ${named(may('display_name'), 'sin nombre', '«', '»')}`,
  1050019: 'Añadir una llave de acceso',
  1050020: (_need, may) => `Quitar la llave de acceso ${named(may('display_name'), 'sin nombre', '«', '»')}`,
  1050021: 'Quitar la llave de este dispositivo',
  1050022: 'Desafío para la llave de este dispositivo',
  1050023: 'Tu organización se encarga de esta cuenta.',

  1060001: 'Ya has recuperado el acceso. Elige pronto una contraseña nueva u otra forma de iniciar sesión.',
  1060002: 'Si esta dirección pertenece a una cuenta, un mensaje con un enlace está en camino.',
  1060003: 'Si esta dirección pertenece a una cuenta, un mensaje con un código está en camino.',
  1060004: (need) => `Un código está en camino a ${need('masked_address')}.`,
  1060005: 'Escribe esta dirección completa para demostrar que es tuya.',
  1060006: '¿Adónde enviamos el código?',
  1060007: 'Volver',

  1070001: 'Contraseña',
  1070003: 'Guardar',
  1070004: 'Correo electrónico, nombre de usuario u otro identificador',
  1070005: 'Enviar',
  1070006: 'Código actual de la aplicación de autenticación',
  1070007: 'Correo electrónico',
  1070008: 'Enviar otro código',
  1070009: 'Continuar',
  1070010: 'Código de recuperación',
  1070011: 'Código de confirmación',
  1070012: 'Código de nuestro mensaje',
  1070013: 'Código de inicio de sesión',
  1070014: 'Iniciar sesión y vincular',
  1070015: 'Demuestra que eres una persona',
  1070016: 'Dirección de recuperación',
  1070017: 'Número de teléfono',
  1070018: 'Correo electrónico o número de teléfono',

  1080001: 'Un mensaje con un enlace está en camino. Abre el enlace para confirmar tu dirección.',
  1080002: 'Gracias, tu correo electrónico está confirmado.',
  1080003: 'Un mensaje con un código está en camino. Escribe el código para confirmar tu dirección.',
  1080004: 'Un SMS con un código está en camino. Escribe el código para confirmar tu número.',
  1080005: 'Gracias, tu número de teléfono está confirmado.',

  4000002: 'Rellena este campo.',
  4000003: (need) => `Usa al menos ${characters(need('min_length'))}; ahora hay ${need('actual_length')}.`,
  4000004: (need) => `Esto no tiene la forma esperada: ${need('pattern')}`,
  4000005: (need) => `Esta contraseña no se puede usar: ${need('reason')}`,
  4000006: 'Los datos no coinciden. Comprueba que no haya errores al escribir.',
  4000007: 'Ya hay una cuenta con estos datos.',
  4000008: 'El código de la aplicación de autenticación no es correcto. Prueba con el actual.',
  4000009: 'Nada de lo escrito sirve para iniciar sesión. Indica un correo electrónico o un nombre de usuario.',
  4000010: 'Primero confirma tu dirección.',
  4000011: 'Tu cuenta no tiene aplicación de autenticación.',
  4000012: 'Este código de reserva ya se usó. Utiliza otro.',
  4000013: 'Tu cuenta no tiene llave de seguridad.',
  4000014: 'Tu cuenta no tiene códigos de reserva.',
  4000015: 'No existe esa cuenta, o no tiene llave de seguridad ni llave de acceso.',
  4000016: 'Este código de reserva no es correcto.',
  4000017: (need) => `Usa como máximo ${characters(need('max_length'))}; ahora hay ${need('actual_length')}.`,
  4000018: (need) => `Indica ${need('minimum')} o más en lugar de ${need('actual')}.`,
  4000019: (need) => `Indica más de ${need('minimum')} en lugar de ${need('actual')}.`,
  4000020: (need) => `Indica ${need('maximum')} o menos en lugar de ${need('actual')}.`,
  4000021: (need) => `Indica menos de ${need('maximum')} en lugar de ${need('actual')}.`,
  4000022: (need) => `Indica un múltiplo de ${need('base')} en lugar de ${need('actual')}.`,
  4000023: (need) => `Indica como máximo ${entries(need('max_items'))}; ahora hay ${need('actual_items')}.`,
  4000024: (need) => `Indica al menos ${entries(need('min_items'))}; ahora hay ${need('actual_items')}.`,
  4000025: (need) => `Los elementos ${need('index_a')} y ${need('index_b')} son iguales.`,
  4000026: (need) => `El valor debe ser del tipo ${need('allowed_types')}, no ${need('actual_type')}.`,
  4000027: 'Ya hay una cuenta con estos datos. Inicia sesión en ella para vincular el proveedor.',
  4000028: (_need, may) => {
    const ways = joined(may('available_credential_types'), may('available_oidc_providers'));
    const who = may('credential_identifier_hint');
    const begin = who ? `Ya hay una cuenta para ${who}.` : 'Ya hay una cuenta con estos datos.';
    return ways ? `${begin} Puedes iniciar sesión en ella con: ${ways}.` : begin;
  },
  4000029: (need) => `Aquí solo se admite ${need('expected')}.`,
  4000030: 'Aquí solo se admite un valor concreto.',
  4000031: 'La contraseña se parece demasiado a tu nombre o a tu dirección.',
  4000032: (_need, may) => {
    const [least, is] = [may('min_length'), may('actual_length')];
    return least && is
      ? `Elige una contraseña de al menos ${characters(least)}; esta tiene ${is}.`
      : 'Elige una contraseña más larga.';
  },
  4000033: (_need, may) => {
    const [most, is] = [may('max_length'), may('actual_length')];
    return most && is
      ? `Elige una contraseña de ${characters(most)} como máximo; esta tiene ${is}.`
      : 'Elige una contraseña más corta.';
  },
  4000034: 'Esta contraseña aparece en filtraciones de datos conocidas. Elige otra.',
  4000035: 'No existe esa cuenta, o no permite iniciar sesión con un código.',
  4000036: 'Tus datos han cambiado desde que se envió el código. Pide uno nuevo.',
  4000037: 'No se encontró ninguna cuenta con la que iniciar sesión.',
  4000038: 'No pudimos comprobar que eres una persona. Inténtalo otra vez.',
  4000039: 'La contraseña nueva es igual que la anterior.',
  4000040: (need) => `${quoted(need('value'), '«', '»')} no es un correo electrónico.`,
  4000041: (need) =>
    `${quoted(need('value'), '«', '»')} no es un número de teléfono. Empieza con + y el prefijo del país.`,
  4000042: 'Tu cuenta no tiene ninguna llave en este dispositivo.',
  4000043: 'La llave de seguridad o de acceso no se aceptó. Inténtalo otra vez.',
  4000044: 'La firma de este dispositivo no se aceptó.',
  4000045: 'La llave de este dispositivo ya no es de confianza. Añádela de nuevo.',
  4000046: 'La llave de este dispositivo es demasiado antigua para esto. Añádela de nuevo.',

  4010001: 'Esta página de inicio de sesión estuvo abierta demasiado tiempo. Empieza de nuevo.',
  4010002: 'No se puede iniciar sesión de esa forma. Elige una de las que se muestran.',
  4010003: 'No es posible registrarse de esa forma. Elige una de las que se muestran.',
  4010004: 'Ese ajuste no existe. Elige uno de los que se muestran.',
  4010005: 'No se puede recuperar una cuenta de esa forma. Elige una de las que se muestran.',
  4010006: 'No se puede confirmar una dirección de esa forma. Elige una de las que se muestran.',
  4010007: 'Este inicio de sesión ya está terminado.',
  4010008: 'El código no es correcto o ya no vale. Inténtalo otra vez o pide uno nuevo.',
  4010009: 'La dirección que se quiere vincular no es de esta cuenta.',
  4010010: 'Esta dirección no pertenece a tu cuenta.',
  4010011: 'Esta cuenta no está activa. Ponte en contacto con el responsable de este servicio.',

  4040001: 'Este formulario estuvo abierto demasiado tiempo. Empieza de nuevo.',
  4040002: 'Esta cuenta ya se ha creado.',
  4040003: 'El código no es correcto o ya no vale. Pide uno nuevo.',

  4050001: 'Estos ajustes estuvieron abiertos demasiado tiempo. Ábrelos de nuevo.',
  4050002: 'Cambia las direcciones de una en una.',

  4060001: 'Esta recuperación ya se usó. Empieza de nuevo.',
  4060002: 'Esta recuperación no puede continuar. Empieza de nuevo.',
  4060003: 'El enlace de recuperación no está completo. Cópialo entero.',
  4060004: 'Este enlace de recuperación no es válido o ya se usó. Pide uno nuevo.',
  4060005: 'Esta recuperación tardó demasiado. Empieza de nuevo.',
  4060006: 'El código de recuperación no es correcto o ya no vale. Pide uno nuevo.',

  4070001: 'Este enlace no es válido o ya se usó. Pide uno nuevo.',
  4070002: 'Esta confirmación ya está hecha.',
  4070003: 'Esta confirmación no puede continuar. Empieza de nuevo.',
  4070004: 'El enlace no está completo. Cópialo entero.',
  4070005: 'Esta confirmación tardó demasiado. Empieza de nuevo.',
  4070006: 'El código no es correcto o ya no vale. Pide uno nuevo.',

  4990001: (need) =>
    `Han sido demasiados intentos seguidos. Vuelve a intentarlo en ${counted('es', need('retry_after_seconds'), { one: 'segundo', other: 'segundos' })}.`,

  5000001: 'Una página más reciente ha sustituido a esta. Continúa en ella.',
  5000002: 'En este momento no hay ninguna forma de iniciar sesión aquí.',
  5000003: 'Tu organización exige su propio inicio de sesión único, pero no hay ninguno configurado.',
};
