/** A trait for mail addresses, with what they are good for (the `ory.sh/kratos` extension). */
export const emailTrait = (use: object) => ({ type: 'string', format: 'email', 'ory.sh/kratos': use }) as const;

/** An identity schema for tests: people with these traits and no others. */
export const personSchema = (name: string, traits: object) => ({
  $id: `https://zelos.invalid/schemas/${name}.json`,
  type: 'object',
  properties: { traits: { type: 'object', properties: traits, additionalProperties: false } },
});

/** A schema as the configuration takes it. */
export const schemaUrl = (schema: unknown): string =>
  `base64://${Buffer.from(JSON.stringify(schema)).toString('base64')}`;
