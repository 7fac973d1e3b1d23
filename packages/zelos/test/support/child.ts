// A server process for tests: reads a configuration tree from the file in its first argument, migrates, serves on free
// ports and says where. Ends on SIGTERM.
import { readFileSync } from 'node:fs';
import { createZelos } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/index.ts';
import { serve } from '../../src/edge/serve.ts';
import { onFreePorts } from './serving.ts';

const result = await loadConfig({ flags: JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) });
if (!result.ok) throw new Error(JSON.stringify(result.problems));
const zelos = await createZelos(result.config, { warn: (line) => console.error(line) });
await zelos.migrate();
const serving = await serve(zelos, onFreePorts(result.config), { dev: false });
process.once('SIGTERM', () => void serving.close().then(() => process.exit(0)));
console.log(JSON.stringify({ publicUrl: serving.publicUrl, adminUrl: serving.adminUrl }));
