import type { Config } from '@zelos/contract';
import { DEV_IDENTITY_SCHEMA, secureText } from './dev-defaults.ts';
import { type ConfigInput, loadConfig } from './load.ts';

/** True for data source names whose database lives in the process and is gone with it. */
export function isMemoryDsn(dsn: string): boolean {
  return dsn === 'memory' || dsn.includes(':memory:') || /[?&]mode=memory(?:&|$)/.test(dsn);
}

/**
 * A configuration for commands that only touch the database: nothing but `dsn` is taken over, so that they work while the
 * rest of a file is missing or invalid. Its secrets are random and used for nothing.
 */
export async function databaseOnlyConfig(dsn: string, machine?: ConfigInput['machine']): Promise<Config> {
  const schema = Buffer.from(JSON.stringify(DEV_IDENTITY_SCHEMA)).toString('base64url');
  const result = await loadConfig({
    flags: {
      dsn,
      selfservice: { default_browser_return_url: 'http://127.0.0.1:4433/' },
      identity: { schemas: [{ id: 'default', url: `base64://${schema}` }] },
      secrets: { cookie: [secureText(32)] },
    },
    ...(machine !== undefined && { machine }),
  });
  if (!result.ok) throw new Error(result.problems.map(({ key, reason }) => `${key} ${reason}`).join('; '));
  return result.config;
}
