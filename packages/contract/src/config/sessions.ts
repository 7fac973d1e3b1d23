import { Type } from 'typebox';
import {
  duration,
  flag,
  integer,
  maybe,
  openRecord,
  openSection,
  section,
  size,
  text,
  textualFlag,
  url,
  word,
} from './schema-kit.ts';

const SAME_SITE = ['Strict', 'Lax', 'None'] as const;

const template = openRecord('How a session becomes a JSON Web Token.', {
  jwks_url: url('Address of the private keys.', { 'x-secret': 'reference' }),
  claims_mapper_url: maybe(url('Address of the Jsonnet that makes the claims.')),
  ttl: duration('Life time of a token.', { default: '1m' }),
  subject_source: word(['id', 'external_id'], 'Which id becomes the subject.', { default: 'id' }),
});

/** `session`. */
export const session = section('Sessions.', {
  lifespan: duration('How long a session lasts.', { default: '24h' }),
  earliest_possible_extend: duration('A session can be extended once less than this is left.', {
    'x-derived': 'session.lifespan, so that it can always be extended',
  }),
  cookie: section('The session cookie.', {
    name: text('Name of the cookie.', { default: 'ory_kratos_session' }),
    domain: maybe(text('Domain of the cookie; cookies.domain when not set.')),
    path: text('Path of the cookie.', { 'x-derived': 'cookies.path' }),
    same_site: word(SAME_SITE, 'SameSite of the cookie.', { 'x-derived': 'cookies.same_site' }),
    secure: textualFlag('Whether the cookie is sent over HTTPS only.', { 'x-derived': 'cookies.secure' }),
    persistent: flag('Keep the cookie when the browser closes.', true),
  }),
  whoami: section('The session check.', {
    required_aal: word(['aal1', 'highest_available'], 'Assurance a session needs.', { default: 'highest_available' }),
    tokenizer: openSection('Sessions as JSON Web Tokens.', {
      templates: Type.Record(Type.String(), template, {
        patternProperties: { '[a-zA-Z0-9-_.]+': template },
        description: 'Templates by name.',
        default: {},
      }),
    }),
  }),
});

/** `cookies`. */
export const cookies = section('What all cookies have in common.', {
  domain: maybe(text('Domain of the cookies; the host alone when not set.')),
  path: text('Path of the cookies.', { default: '/' }),
  same_site: word(SAME_SITE, 'SameSite of the cookies.', { default: 'Lax' }),
  secure: textualFlag('Whether cookies are sent over HTTPS only.', { 'x-derived': 'true outside development' }),
});

const secretList = (description: string, minimum: number, extra: object) =>
  Type.Array(
    Type.String({ minLength: minimum, 'x-hint': `a secret of at least ${minimum} characters`, 'x-secret': true }),
    { description, default: [], ...extra },
  );

/** `secrets`: the first entry of a list is used, all are tried. */
export const secrets = section('Secrets; put a new one first and drop the old one later.', {
  default: secretList('Secrets for everything that has none of its own.', 16, { uniqueItems: true }),
  cookie: secretList('Secrets for cookies and one-time codes.', 16, { uniqueItems: true }),
  cipher: Type.Array(
    Type.String({ minLength: 32, maxLength: 32, 'x-hint': 'a secret of exactly 32 characters', 'x-secret': true }),
    { description: 'Secrets for data that is stored encrypted.', default: [], minItems: 1 },
  ),
  pagination: secretList('Secrets for page tokens.', 16, { minItems: 1 }),
});

/** `hashers`. A whole default stands in when the key is missing; see `hashersWhenAbsent`. */
export const hashers = section('How passwords are hashed.', {
  algorithm: word(['argon2', 'bcrypt'], 'Algorithm for new hashes; others are replaced at the next login.', {
    default: 'bcrypt',
  }),
  argon2: section('Parameters of Argon2id.', {
    memory: size('Memory of one hash.', { default: '128MB' }),
    iterations: integer('Passes over the memory.', { default: 1, minimum: 1 }),
    parallelism: integer('Lanes.', { minimum: 1, 'x-derived': 'twice the number of processors' }),
    salt_length: integer('Bytes of salt.', { default: 16, minimum: 16 }),
    key_length: integer('Bytes of the hash.', { default: 32, minimum: 16 }),
    expected_duration: duration('Time one hash should take.', { default: '500ms' }),
    expected_deviation: duration('Deviation that is tolerated.', { default: '500ms' }),
    dedicated_memory: size('Memory set aside for hashing.', { default: '1GB' }),
  }),
  bcrypt: section('Parameters of bcrypt.', {
    cost: integer('Work factor; raised to 12 outside development.', { default: 12, minimum: 4, maximum: 31 }),
  }),
});

/** The value of `hashers` when a configuration has no such key: Argon2id with 19456 KiB, two passes and one lane. */
export const hashersWhenAbsent = {
  algorithm: 'argon2',
  argon2: { memory: '19456KB', iterations: 2, parallelism: 1 },
} as const;

/** `ciphers`. */
export const ciphers = openSection('How stored tokens are encrypted.', {
  algorithm: word(['noop', 'aes', 'xchacha20-poly1305'], 'Algorithm; noop is read as encryption with a derived key.', {
    default: 'noop',
  }),
});

/** `identity`. */
export const identity = Type.Object(
  {
    default_schema_id: text('Schema of identities that name none.', { default: 'default' }),
    schemas: Type.Array(
      openRecord('One identity schema.', {
        id: text('Name of the schema.'),
        url: url('Where the schema is: file://, base64://, http:// or https://.'),
        selfservice_selectable: flag('Whether people may choose this schema when they sign up.', false),
      }),
      { description: 'The identity schemas.', minItems: 1 },
    ),
  },
  { additionalProperties: false, description: 'What an identity consists of.' },
);
