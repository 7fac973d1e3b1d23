import { type DocumentSource, type IdentitySchema, loadIdentitySchemas } from './index.ts';

/** Documents of a test by URL. */
export function documents(texts: Readonly<Record<string, string>>): DocumentSource & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    read: async (url) => {
      asked.push(url);
      const text = texts[url];
      if (text === undefined) throw new Error('there is no such document');
      return text;
    },
  };
}

/** Loads one schema, given as an object or as text. */
export async function loadDocument(
  document: object | string,
  others: Readonly<Record<string, string>> = {},
): Promise<IdentitySchema> {
  const url = 'https://schemas.example/identity.json';
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const registry = await loadIdentitySchemas([{ id: 'default', url }], documents({ ...others, [url]: text }));
  const schema = registry.get('default');
  if (!schema) throw new Error('the schema is missing');
  return schema;
}

/** Loads a schema of the given traits. */
export function loadTraits(properties: object, traits: object = {}, root: object = {}): Promise<IdentitySchema> {
  const all = { type: 'object', properties: { traits: { type: 'object', properties, ...traits } }, ...root };
  return loadDocument(all);
}

export const passwordMark = { credentials: { password: { identifier: true } } };

/** The usual schema: an address for everything, a phone number for codes, a name. */
export const USUAL = {
  email: {
    type: 'string',
    format: 'email',
    title: 'E-Mail',
    'ory.sh/kratos': {
      credentials: {
        password: { identifier: true },
        webauthn: { identifier: true },
        code: { identifier: true, via: 'email' },
      },
      verification: { via: 'email' },
      recovery: { via: 'email' },
    },
  },
  phone: {
    type: 'string',
    format: 'tel',
    'ory.sh/kratos': {
      credentials: { code: { identifier: true, via: 'sms' } },
      verification: { via: 'sms' },
      recovery: { via: 'sms' },
    },
  },
  name: { type: 'object', properties: { first: { type: 'string', title: 'First name' }, last: { type: 'string' } } },
};

/** A stopwatch of the processor time of this process, in milliseconds: a busy machine does not change it. */
export function stopwatch(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
}
