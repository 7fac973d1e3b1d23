// Draws three numbers and says which seed is set: the child of seeds.test.ts.
import fc from 'fast-check';

process.stdout.write(`${fc.sample(fc.integer(), 3).join()} ${fc.readConfigureGlobal().seed}\n`);
