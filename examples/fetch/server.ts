import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { createApp } from './app.ts';
import { createIdentityServer } from './identity.ts';

const zelos = await createIdentityServer();
zelos.startCourier();
zelos.startUpkeep();
const app = createApp(zelos);

// Bun and Deno serve the default export by themselves; on Node these lines do.
export default app;

createServer(async (message, response) => {
  const hasBody = message.method !== 'GET' && message.method !== 'HEAD';
  const answer = await app.fetch(
    new Request(`http://127.0.0.1:3000${message.url}`, {
      method: message.method ?? 'GET',
      headers: message.headers as Record<string, string>,
      ...(hasBody ? { body: Readable.toWeb(message) as BodyInit, duplex: 'half' } : {}),
    } as RequestInit),
  );
  response.writeHead(answer.status, [...answer.headers].flat());
  response.end(Buffer.from(await answer.arrayBuffer()));
}).listen(3000, '127.0.0.1', () => process.stdout.write('http://127.0.0.1:3000/auth/registration\n'));
