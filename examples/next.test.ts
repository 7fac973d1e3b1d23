// The files of the example for Next.js, called as the framework calls them; the framework itself is no part of this workspace.
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkApplication, IN_MEMORY, type Send } from './sign-up.ts';

it('example next: sign-in below /auth, and sessions of the application’s own requests', async () => {
  process.chdir(fileURLToPath(new URL('next', import.meta.url)));
  process.env['DSN'] = IN_MEMORY.dsn;
  process.env['SECRETS_COOKIE'] = IN_MEMORY.secrets.cookie[0];
  process.env['SECRETS_CIPHER'] = IN_MEMORY.secrets.cipher[0];
  process.env['NEXT_RUNTIME'] = 'nodejs';
  const auth = await import('./next/app/auth/[[...path]]/route.ts');
  const me = await import('./next/app/me/route.ts');
  const { register } = await import('./next/instrumentation.ts');
  const { identity } = await import('./next/identity.ts');
  const send: Send = async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/me') return me.GET(request);
    if (!/^\/auth(?:\/|$)/.test(pathname)) return new Response('', { status: 404 });
    return auth[request.method as keyof typeof auth](request);
  };
  await register();
  try {
    await checkApplication(send);
  } finally {
    await (await identity()).close();
  }
});
