import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Compile } from 'typebox/compile';
import { uiText } from './messages.ts';
import type { LoginFlow, SettingsFlow } from './models/flow.ts';
import type { Identity } from './models/identity.ts';
import type { Session } from './models/session.ts';
import type { UiNode } from './models/ui.ts';
import { NAME_KEYWORD } from './models/wire.ts';
import { SCHEMAS, type SchemaName } from './schemas.ts';

const uuid = '7f3f1f4e-9a39-4b8e-8f0e-0c9d3a1b2c3d';
const time = '2026-01-01T10:00:00.123456789Z';

const identity: Identity = {
  id: uuid,
  schema_id: 'default',
  schema_url: 'http://localhost:4433/schemas/ZGVmYXVsdA',
  state: 'active',
  state_changed_at: time,
  traits: { email: 'ann@example.test' },
  verifiable_addresses: [
    {
      id: uuid,
      value: 'ann@example.test',
      verified: false,
      via: 'email',
      status: 'pending',
      created_at: time,
      updated_at: time,
    },
  ],
  recovery_addresses: [{ id: uuid, value: 'ann@example.test', via: 'email', created_at: time, updated_at: time }],
  metadata_public: null,
  created_at: time,
  updated_at: time,
  organization_id: null,
};

const session: Session = {
  id: uuid,
  active: true,
  expires_at: time,
  authenticated_at: time,
  authenticator_assurance_level: 'aal1',
  authentication_methods: [{ method: 'password', aal: 'aal1', completed_at: time }],
  issued_at: time,
  identity,
  devices: [{ id: uuid, ip_address: '192.0.2.1', user_agent: 'test', location: '' }],
};

const nodes: readonly UiNode[] = [
  {
    type: 'input',
    group: 'default',
    attributes: { name: 'csrf_token', type: 'hidden', value: 'x', required: true, disabled: false, node_type: 'input' },
    messages: [],
    meta: {},
  },
  {
    type: 'text',
    group: 'totp',
    attributes: { text: uiText(1050006, { secret: 'ABC' }), id: 'totp_secret_key', node_type: 'text' },
    messages: [],
    meta: { label: uiText(1050017) },
  },
];

const loginFlow: LoginFlow = {
  id: uuid,
  organization_id: null,
  type: 'browser',
  expires_at: time,
  issued_at: time,
  request_url: 'http://localhost:4433/self-service/login/browser',
  ui: { action: `http://localhost:4433/self-service/login?flow=${uuid}`, method: 'POST', nodes },
  created_at: time,
  updated_at: time,
  refresh: false,
  requested_aal: 'aal1',
  state: 'choose_method',
};

function accepts(name: SchemaName, value: unknown): boolean {
  return Compile(SCHEMAS[name]).Check(value);
}

describe('wire schemas', () => {
  it('can all be compiled, and carry the name under which they are listed', () => {
    for (const [name, schema] of Object.entries(SCHEMAS)) {
      assert.equal((schema as { [NAME_KEYWORD]?: string })[NAME_KEYWORD], name);
      assert.equal(typeof Compile(schema).Check({}), 'boolean', name);
    }
  });

  it('accept flows, sessions and identities as the server sends them', () => {
    const settings: SettingsFlow = {
      id: uuid,
      type: 'api',
      expires_at: time,
      issued_at: time,
      request_url: 'http://localhost:4433/self-service/settings/api',
      ui: loginFlow.ui,
      organization_id: null,
      identity,
      state: 'show_form',
      continue_with: null,
    };
    assert.ok(accepts('identity', identity));
    assert.ok(accepts('session', session));
    assert.ok(accepts('session', { ...session, identity: null, devices: null }));
    assert.ok(accepts('loginFlow', loginFlow));
    assert.ok(accepts('settingsFlow', settings));
    assert.ok(accepts('successfulNativeLogin', { session, session_token: 'ory_st_x', continue_with: null }));
    const next = [{ action: 'show_verification_ui', flow: { id: uuid, verifiable_address: 'ann@example.test' } }];
    assert.ok(accepts('successfulNativeRegistration', { identity, continue_with: next }));
  });

  it('SR-AZ-05: refuse members that an answer must not have', () => {
    assert.equal(accepts('identity', { ...identity, available_aal: 'aal1' }), false);
    assert.equal(accepts('session', { ...session, token: 'ory_st_x' }), false);
    assert.equal(accepts('session', { ...session, identity: { ...identity, version: 3 } }), false);
    assert.equal(accepts('loginFlow', { ...loginFlow, csrf_token: 'x' }), false);
    assert.equal(accepts('loginFlow', { ...loginFlow, internal: {} }), false);
    assert.equal(accepts('errorGeneric', { error: { message: 'x', stack: 'at …' } }), false);
  });

  it('refuse ids that are no uuid, times that are none, and null where a list belongs', () => {
    assert.equal(accepts('session', { ...session, id: '1' }), false);
    assert.equal(accepts('session', { ...session, issued_at: '' }), false);
    assert.equal(accepts('loginFlow', { ...loginFlow, ui: { ...loginFlow.ui, nodes: null } }), false);
  });

  it('tell nodes apart by their kind', () => {
    const anchor = { node_type: 'a', href: 'http://localhost/', title: uiText(1070009), id: 'continue' };
    assert.ok(accepts('uiNodeAttributes', anchor));
    assert.equal(accepts('uiNodeAttributes', { ...anchor, node_type: 'input' }), false);
  });

  it('tell bodies apart by their method', () => {
    assert.ok(accepts('updateLoginFlowBody', { method: 'password', identifier: 'ann', password: 'x', more: 1 }));
    assert.equal(accepts('updateLoginFlowBody', { method: 'password', identifier: 'ann' }), false);
    assert.equal(accepts('updateLoginFlowBody', { method: 'smoke-signal' }), false);
  });

  it('take an identity body without members, and none with a member that is unknown', () => {
    assert.ok(accepts('createIdentityBody', {}));
    assert.equal(accepts('createIdentityBody', { traits: {}, id: uuid }), false);
    assert.ok(accepts('updateIdentityBody', { traits: {}, id: uuid }));
  });
});
