import { addressFunctions } from './addresses.ts';
import { builtinFunctions } from './builtin.ts';
import { collectionFunctions } from './collections.ts';
import { encodingFunctions } from './encoding.ts';
import type { FunctionTable } from './function.ts';
import { mathFunctions } from './maths.ts';
import { patternFunctions } from './patterns.ts';
import { stringFunctions } from './strings.ts';

/**
 * Every function that a template may call: those of the language and those of the Sprig library that give the same
 * result each time. Functions that read the clock, chance, the environment or the network, make keys or passwords,
 * or work on Go's own time and version types do not exist.
 */
export const standardFunctions: FunctionTable = {
  ...collectionFunctions,
  ...encodingFunctions,
  ...addressFunctions,
  ...mathFunctions,
  ...patternFunctions,
  ...stringFunctions,
  ...builtinFunctions,
};
