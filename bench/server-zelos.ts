/** The server under measurement, composed and served as `zelos serve` does it. */
import type { Config } from '@zelos/contract';
import { createZelos } from '../packages/zelos/src/compose.ts';
import { loadConfig } from '../packages/zelos/src/config/index.ts';
import { serve } from '../packages/zelos/src/edge/serve.ts';
import { DEV_IDENTITY_SCHEMA } from '../packages/zelos/src/config/dev-defaults.ts';
import { givenSettings, serveParent } from './children.ts';

const { path, sessionCache } = givenSettings<{ path: string; sessionCache: number }>();
const schema = Buffer.from(JSON.stringify(DEV_IDENTITY_SCHEMA)).toString('base64url');
const loaded = await loadConfig({
  flags: {
    dsn: `sqlite://${path}`,
    log: { level: 'error' },
    secrets: { cookie: ['the-cookie-secret-of-the-bench-0'], cipher: ['the-cipher-secret-of-the-bench-0'] },
    serve: {
      public: { base_url: 'http://127.0.0.1:4433/', host: '127.0.0.1' },
      admin: { base_url: 'http://127.0.0.1:4434/', host: '127.0.0.1' },
    },
    identity: { default_schema_id: 'default', schemas: [{ id: 'default', url: `base64://${schema}` }] },
    selfservice: {
      default_browser_return_url: 'http://127.0.0.1:4433/',
      methods: { password: { config: { haveibeenpwned_enabled: false } } },
      flows: { registration: { style: 'unified', after: { password: { hooks: [{ hook: 'session' }] } } } },
    },
    zelos: { throttle: { enabled: false } },
  },
});
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const zelos = await createZelos(loaded.config, { sessionCache });
await zelos.migrate();
// Whatever port is free, which is nothing that a configuration could say.
const { public: publicListener, admin } = loaded.config.serve;
const config = { ...loaded.config, serve: { public: { ...publicListener, port: 0 }, admin: { ...admin, port: 0 } } };
const serving = await serve(zelos, config as Config, { dev: false });
serveParent(Number(new URL(serving.publicUrl).port), () => ({}));
