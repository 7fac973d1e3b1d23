/** A place inside a configuration: keys and list indexes from the root. */
export type ConfigPath = readonly (string | number)[];

export interface Position {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** Where a value was written. `name` is a file, a flag or a variable. */
export interface ConfigOrigin {
  readonly kind: 'default' | 'derived' | 'development' | 'file' | 'object' | 'flag' | 'environment';
  readonly name?: string;
  readonly line?: number;
  readonly column?: number;
}

/** One source of values with what it says about their origin. */
export interface ConfigLayer {
  readonly values: unknown;
  /** Origin of the value at a path of this layer; `part` tells whether the key or its value is meant. */
  originOf(path: ConfigPath, part: 'key' | 'value'): ConfigOrigin;
  /** Whether this layer itself set the value; without it, every value that it has counts. */
  sets?(path: ConfigPath): boolean;
}

/** Something wrong with a configuration; `origin` is missing when no source has anything to do with it. */
export interface ConfigProblem {
  /** Dotted key. */
  readonly key: string;
  readonly reason: string;
  readonly origin?: ConfigOrigin;
}

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The dotted form of a path: `identity.schemas.0.url`. */
export const dotted = (path: ConfigPath): string => path.join('.');

/** The value at a path, or undefined. */
export function valueAt(root: unknown, path: ConfigPath): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** An origin in words: `kratos.yml:12:5`, `the environment variable DSN`. */
export function describeOrigin(origin: ConfigOrigin): string {
  if (origin.kind === 'file') {
    return [origin.name, origin.line, origin.column].filter((part) => part !== undefined).join(':');
  }
  if (origin.kind === 'object') return origin.name ?? 'an object';
  if (origin.kind === 'flag') return `the flag ${origin.name}`;
  if (origin.kind === 'environment') return `the environment variable ${origin.name}`;
  return origin.kind === 'development' ? 'development default' : origin.kind;
}

/** A problem as one line for people. */
export function describeProblem(problem: ConfigProblem): string {
  const place = problem.origin === undefined ? '' : `${describeOrigin(problem.origin)}: `;
  // A key is whatever the file says; a terminal must not obey it.
  const key = problem.key.replace(/\p{Cc}/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `${place}${key === '' ? '' : `${key} `}${problem.reason}`;
}
