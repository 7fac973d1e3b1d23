import fastify, { type FastifyInstance } from 'fastify';
import { type Zelos, zelosFastify } from 'zelos';

/** A Fastify application with sign-in below /auth and one route for people who are signed in. */
export async function createApp(zelos: Zelos): Promise<FastifyInstance> {
  const app = fastify();
  await app.register(zelosFastify, { plane: zelos.public, prefix: '/auth' });
  app.get('/me', async (request, reply) => {
    const session = await zelos.sessions.fromRequest(request.raw);
    if (session === null) return reply.code(401).send({ error: 'sign in first' });
    return { email: (session.identity?.traits as { email?: string } | undefined)?.email };
  });
  // The application's own bodies are parsed as always.
  app.post('/echo', async (request) => request.body);
  return app;
}
