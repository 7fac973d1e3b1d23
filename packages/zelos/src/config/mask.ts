import { alternativeOf, type Config, ConfigSchema, type JsonSchema, propertyOf } from '@zelos/contract';
import { isFields } from './layer.ts';

/** What is shown in the place of a secret. */
export const MASK = '[secret]';

const TELLING_NAME = /pass(?:word|wd)?$|secret|token|private_?key|api_?key|authorization|credential/i;
const USER_INFO = /^([a-zA-Z][a-zA-Z0-9+.-]*:\/\/)([^/?#]*:)?([^/?#]*)@/;

/** Hides passwords inside an address: before its host, and in parameters whose name tells what they are. */
export function maskAddress(text: string): string {
  return text
    .replace(/^([a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^:/?#@]*):.*@/s, `$1:${MASK}@`)
    .replace(/([?&]([^=&#]+)=)([^&#]*)/g, (whole: string, start: string, name: string) =>
      TELLING_NAME.test(name) || /^(?:key|sig|signature|code)$/i.test(name) ? `${start}${MASK}` : whole,
    );
}

/** A copy of any part of a configuration that is fit to be shown: secrets are replaced, addresses keep their host. */
export function maskValue(schema: JsonSchema | undefined, value: unknown, name = ''): unknown {
  const actual = schema === undefined ? undefined : (alternativeOf(schema, value) ?? schema);
  const mark = actual?.['x-secret'];
  if (typeof value === 'string') return maskText(mark, value, name);
  if (Array.isArray(value)) {
    const items = actual?.['items'];
    return value.map((item) => maskValue(isFields(items) ? items : undefined, item, name));
  }
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (mark === true && typeof member === 'string') return [key, MASK];
      return [key, maskValue(actual === undefined ? undefined : propertyOf(actual, key), member, key)];
    }),
  );
}

function maskText(mark: unknown, value: string, name: string): string {
  if (value === '') return value;
  if (mark === true || (mark === undefined && TELLING_NAME.test(name))) return MASK;
  if (mark === 'reference' && value.startsWith('base64://')) return `base64://${MASK}`;
  return USER_INFO.test(value) || value.includes('=') ? maskAddress(value) : value;
}

/** The whole configuration for display. */
export function maskConfig(config: Config): unknown {
  return maskValue(ConfigSchema, config);
}
