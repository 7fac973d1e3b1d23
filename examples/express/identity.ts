import { fileURLToPath } from 'node:url';
import { createZelos, type Zelos } from 'zelos';

/**
 * The identity server of this application, ready to be mounted: the configuration file, what depends on this folder, and
 * what the caller adds (tests use a database in memory). Secrets come from the environment.
 */
export async function createIdentityServer(overrides: object = {}): Promise<Zelos> {
  const { SECRETS_COOKIE, SECRETS_CIPHER } = process.env;
  const zelos = await createZelos(
    [
      fileURLToPath(new URL('kratos.yml', import.meta.url)),
      {
        identity: {
          default_schema_id: 'person',
          schemas: [{ id: 'person', url: new URL('person.schema.json', import.meta.url).href }],
        },
      },
      overrides,
    ],
    { env: { SECRETS_COOKIE, SECRETS_CIPHER } },
  );
  await zelos.migrate();
  return zelos;
}
