import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ConfigSchema, type JsonSchema, propertyOf } from './index.ts';

/** Every key of the peer's configuration; 0 stands for an entry of a list, <name> for any name. */
const PEER_KEYS = readFileSync(new URL('peer-keys.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

/** Where the peer lets unknown keys pass. */
const OPEN = [
  'selfservice.methods.b2b.config.organizations.0',
  'selfservice.methods.link.config',
  'selfservice.methods.code.config',
  'selfservice.methods.code',
  'selfservice.methods.webauthn.config.rp',
  'selfservice.methods.passkey.config.rp',
  'database.cleanup.sleep',
  'database.cleanup',
  'courier.worker',
  'preview',
  'identity.schemas.0',
  'ciphers',
  'session.whoami.tokenizer.templates.<name>',
  'session.whoami.tokenizer',
  'security.account_enumeration',
  'security',
  'clients.http',
  'clients.smtp',
  'clients.web_hook',
  'clients',
];

function find(key: string): JsonSchema | undefined {
  let schema: JsonSchema | undefined = ConfigSchema;
  for (const part of key.split('.')) {
    if (schema === undefined) return undefined;
    schema = part === '0' ? (schema['items'] as JsonSchema) : propertyOf(schema, part === '<name>' ? 'any' : part);
  }
  return schema;
}

function openGroups(schema: JsonSchema, path: readonly string[]): readonly string[] {
  const properties = schema['properties'] as Record<string, JsonSchema> | undefined;
  if (properties !== undefined) {
    const inner = Object.entries(properties).flatMap(([key, member]) => openGroups(member, [...path, key]));
    return schema['additionalProperties'] === false ? inner : [path.join('.'), ...inner];
  }
  const items = schema['items'] as JsonSchema | undefined;
  if (items !== undefined) return openGroups(items, [...path, '0']);
  const [member] = Object.values((schema['patternProperties'] ?? {}) as Record<string, JsonSchema>);
  return member === undefined ? [] : openGroups(member, [...path, '<name>']);
}

test('every key of the peer is known', () => {
  assert.equal(PEER_KEYS.length, 328);
  assert.deepEqual(
    PEER_KEYS.filter((key) => find(key) === undefined),
    [],
  );
});

test('the schema is open exactly where the peer is, claims requests aside', () => {
  const claims = 'selfservice.methods.oidc.config.providers.0.requested_claims';
  assert.deepEqual(
    openGroups(ConfigSchema, [])
      .filter((key) => key !== claims)
      .sort(),
    [...OPEN].sort(),
  );
});

test('everything that is ours stands under one closed key', () => {
  const peerRoots = new Set(PEER_KEYS.map((key) => key.split('.')[0]));
  const ours = Object.keys(ConfigSchema['properties'] as object).filter((key) => !peerRoots.has(key));
  assert.deepEqual(ours, ['zelos']);
  assert.equal(find('zelos')?.['additionalProperties'], false);
});

test('every key has a description, and defaults are of the type of their key', () => {
  const visit = (schema: JsonSchema, key: string): void => {
    for (const [name, member] of Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)) {
      const path = `${key}.${name}`;
      if (name !== 'hook' && name !== 'type') assert.equal(typeof member['description'], 'string', path);
      if (member['default'] !== undefined && typeof member['type'] === 'string') {
        const type = Array.isArray(member['default']) ? 'array' : typeof member['default'];
        assert.equal(type, member['type'] === 'integer' ? 'number' : member['type'], path);
      }
      visit(member, path);
    }
  };
  visit(ConfigSchema, '');
});

test('only what has no default and nothing to derive it from is required', () => {
  assert.deepEqual(ConfigSchema['required'], ['dsn', 'selfservice', 'identity']);
  assert.deepEqual(find('selfservice')?.['required'], ['default_browser_return_url']);
  assert.deepEqual(find('identity')?.['required'], ['schemas']);
  assert.deepEqual(find('identity.schemas.0')?.['required'], ['id', 'url']);
});
