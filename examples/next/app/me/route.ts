import { identity } from '../../identity.ts';

/** A route for people who are signed in. */
export async function GET(request: Request): Promise<Response> {
  const session = await (await identity()).sessions.fromRequest(request);
  if (session === null) return new Response('Sign in first\n', { status: 401 });
  return Response.json({ email: (session.identity?.traits as { email?: string } | undefined)?.email });
}
