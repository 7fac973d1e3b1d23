import { type FetchHandler, toFetchHandler, type Zelos } from 'zelos';

/** An application for any runtime that speaks Web requests: sign-in below /auth, one page for people who are signed in. */
export function createApp(zelos: Zelos): { readonly fetch: FetchHandler } {
  const auth = toFetchHandler(zelos.public, { stripPrefix: '/auth' });
  return {
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith('/auth/')) return auth(request);
      if (pathname !== '/me') return new Response('Not found\n', { status: 404 });
      const session = await zelos.sessions.fromRequest(request);
      if (session === null) return new Response('Sign in first\n', { status: 401 });
      return Response.json({ email: (session.identity?.traits as { email?: string } | undefined)?.email });
    },
  };
}
