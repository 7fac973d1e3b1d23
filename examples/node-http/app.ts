import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { toNodeListener, type Zelos } from 'zelos';

type Parsed = IncomingMessage & { body?: unknown };

/** What body parsers of frameworks do: the body is read and parsed before anybody else sees the request. */
async function parseBody(message: Parsed): Promise<void> {
  const type = message.headers['content-type'] ?? '';
  if (!/json|x-www-form-urlencoded/.test(type)) return;
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  message.body = type.includes('json') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** An application on node:http with a body parser in front of everything. */
export function createApp(zelos: Zelos): Server {
  const auth = toNodeListener(zelos.public, { stripPrefix: '/auth' });
  return createServer(async (message, response) => {
    await parseBody(message);
    // Addresses outside of /auth come back through the third argument.
    auth(message, response, async () => {
      if (message.url !== '/me') return answer(response, 404, { error: 'not found' });
      const session = await zelos.sessions.fromRequest(message);
      if (session === null) return answer(response, 401, { error: 'sign in first' });
      answer(response, 200, { email: (session.identity?.traits as { email?: string } | undefined)?.email });
    });
  });
}
