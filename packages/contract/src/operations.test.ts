import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { openApiDocument } from './openapi.ts';
import {
  answerReferences,
  answerSchema,
  type Operation,
  type OperationId,
  OPERATIONS,
  pathParameters,
  referencedSchema,
} from './operations.ts';
import { SCHEMAS } from './schemas.ts';

const entries: readonly (readonly [string, Operation])[] = Object.entries(OPERATIONS);

interface ApiDocument {
  readonly paths: { readonly [path: string]: { readonly [method: string]: { readonly operationId: string } } };
  readonly components: { readonly schemas: { readonly [name: string]: object } };
}

describe('operations', () => {
  it('have schemas for every body and answer', () => {
    for (const [id, operation] of entries) {
      if (operation.body !== null) assert.ok(operation.body in SCHEMAS, id);
      for (const status of Object.keys(operation.answers).map(Number)) {
        for (const reference of answerReferences(operation, status) ?? []) {
          assert.ok(referencedSchema(reference), `${id} ${status} ${reference}`);
        }
      }
    }
  });

  it('have a method and path of their own', () => {
    const routes = entries.map(([, { method, path }]) => `${method} ${path}`);
    assert.equal(new Set(routes).size, routes.length);
    assert.equal(routes.length, 60);
  });

  it('say 303 exactly where a browser is redirected', () => {
    for (const [id, operation] of entries) assert.equal(303 in operation.answers, operation.redirect, id);
  });

  it('lie below /admin exactly when they are the admin listener’s alone', () => {
    for (const [id, { plane, path }] of entries) {
      if (id !== 'getVersion') assert.equal(path.startsWith('/admin/'), plane === 'admin', id);
    }
  });

  it('name their path parameters', () => {
    assert.deepEqual(pathParameters(OPERATIONS.deleteIdentityCredentials), ['id', 'type']);
    assert.deepEqual(pathParameters(OPERATIONS.toSession), []);
  });

  it('answer a status that is not listed with the general envelope', () => {
    assert.equal(answerSchema('toSession', 429), SCHEMAS.errorGeneric);
    assert.equal(answerSchema('disableMySession', 204), null);
    assert.equal(answerSchema('toSession', 200), SCHEMAS.session);
  });
});

describe('API description', () => {
  const document = openApiDocument() as unknown as ApiDocument;

  it('lists every operation once', () => {
    const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => one.operationId));
    assert.deepEqual(ids.toSorted(), Object.keys(OPERATIONS).toSorted() as OperationId[]);
  });

  it('marks what this version does not serve', () => {
    for (const [id, { method, path, status }] of entries) {
      const described = document.paths[path]?.[method.toLowerCase()] as { 'x-zelos-status'?: string };
      assert.equal(described['x-zelos-status'], status === 'planned' ? 'planned' : undefined, id);
    }
  });

  it('has every schema as a component and no reference without one', () => {
    for (const name of Object.keys(SCHEMAS)) assert.ok(document.components.schemas[name], name);
    for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      assert.ok(name !== undefined && document.components.schemas[name], name);
    }
  });

  it('shows no keyword that is for our own use', () => {
    assert.doesNotMatch(JSON.stringify(document), /x-zelos-(name|discriminator|required)|additionalProperties":false/);
  });

  it('is the one that is committed', async () => {
    const committed = JSON.parse(await readFile(new URL('../openapi.json', import.meta.url), 'utf8')) as {
      readonly info: { readonly version: string };
    };
    assert.deepEqual(openApiDocument(committed.info.version), committed);
  });
});
