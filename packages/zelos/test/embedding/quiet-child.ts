// Composes a server, uses it once and ends without closing anything: it must neither speak nor keep the process alive.
import { createZelos } from 'zelos';
import { testConfig } from 'zelos/testing';

const signals = () =>
  ['SIGINT', 'SIGTERM', 'uncaughtException', 'exit'].map((name) => process.listenerCount(name)).join();
const before = signals();
const zelos = await createZelos([testConfig()]);
await zelos.migrate();
const answer = await zelos.public.fetch(new Request('https://id.example.org/health/ready'));
const timers = process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|Server|Worker/i.test(name));
process.exitCode = answer.status === 200 && signals() === before && timers.length === 0 ? 0 : 1;
