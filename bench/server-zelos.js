// The server under measurement, composed and served as `zelos serve` does it, from what is built. Plain JavaScript, so that
// no type stripper takes memory in the process that is measured.
import { createZelos } from '../packages/zelos/dist/compose.js';
import { DEV_IDENTITY_SCHEMA } from '../packages/zelos/dist/config/dev-defaults.js';
import { loadConfig } from '../packages/zelos/dist/config/index.js';
import { serve } from '../packages/zelos/dist/edge/serve.js';

const { path, sessionCache } = JSON.parse(process.argv[2] ?? '{}');
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
const serving = await serve(zelos, config, { dev: false });

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpu: user + system, rss: process.memoryUsage.rss() });
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: Number(new URL(serving.publicUrl).port) });
