import { createZelos, type Zelos } from 'zelos';

// Next.js evaluates this file once for each of its bundles and, in development, after every change: what is to exist once
// in a process is kept where all of them find it.
const kept = globalThis as typeof globalThis & { identityServer?: Promise<Zelos> };

async function start(): Promise<Zelos> {
  const { DSN, SECRETS_COOKIE, SECRETS_CIPHER } = process.env;
  const zelos = await createZelos('kratos.yml', { env: { DSN, SECRETS_COOKIE, SECRETS_CIPHER }, log: console });
  await zelos.migrate();
  zelos.startCourier();
  zelos.startUpkeep();
  return zelos;
}

/**
 * The identity server of this process, started when it is first asked for. Nothing asks while `next build` evaluates the
 * routes. Secrets and, where it differs from the file's, the database come from the environment.
 */
export function identity(): Promise<Zelos> {
  kept.identityServer ??= start();
  return kept.identityServer;
}
