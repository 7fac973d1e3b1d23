import { createServer } from 'node:http';
import { toNodeListener } from 'zelos';
import { createIdentityServer } from './identity.ts';

const zelos = await createIdentityServer();
zelos.startCourier();
zelos.startUpkeep();
createServer(toNodeListener(zelos.public, { stripPrefix: '/auth' })).listen(3000, '127.0.0.1', () =>
  process.stdout.write('http://127.0.0.1:3000/auth/registration, then http://127.0.0.1:3000/auth/settings\n'),
);
