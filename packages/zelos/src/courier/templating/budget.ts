import { TemplateFault } from './error.ts';

/** Bounds of one compilation and of each rendering. */
export interface TemplateLimits {
  /** UTF-16 units of all sources together. */
  readonly source: number;
  /** How deep actions, parentheses and list/map values may nest. */
  readonly nesting: number;
  /** How deep templates may call templates. */
  readonly depth: number;
  /** Evaluated nodes, loop rounds and elements touched by functions. */
  readonly steps: number;
  /** UTF-8 bytes of the result. */
  readonly output: number;
  /** Characters of all intermediate strings together. */
  readonly memory: number;
}

export const defaultLimits: TemplateLimits = {
  source: 1 << 20,
  nesting: 200,
  depth: 50,
  steps: 500_000,
  output: 1 << 20,
  memory: 4 << 20,
};

/** What one rendering has used up. Every method throws a `limit` fault when a bound is passed. */
export interface Budget {
  readonly limits: TemplateLimits;
  step(count?: number): void;
  /** Accounts for an intermediate string before or after it is built. */
  memory(characters: number): void;
  output(text: string): void;
  enter(): void;
  leave(): void;
}

/** A fresh account for one rendering. */
export function createBudget(limits: TemplateLimits): Budget {
  let steps = 0;
  let memory = 0;
  let output = 0;
  let depth = 0;
  return {
    limits,
    step(count = 1) {
      steps += count;
      if (!(steps <= limits.steps)) throw new TemplateFault(`more than ${limits.steps} steps`, 'limit');
    },
    memory(characters) {
      memory += characters;
      if (!(memory <= limits.memory)) throw new TemplateFault(`more than ${limits.memory} characters built`, 'limit');
    },
    output(text) {
      output += Buffer.byteLength(text);
      if (output > limits.output) throw new TemplateFault(`more than ${limits.output} bytes of output`, 'limit');
    },
    enter() {
      depth += 1;
      if (depth > limits.depth) throw new TemplateFault(`templates nested more than ${limits.depth} deep`, 'limit');
    },
    leave() {
      depth -= 1;
    },
  };
}
