import type { Columns } from '../engine.ts';
import type { FlagValue, TimeValue } from '../tables.ts';

const time = (at: Date): TimeValue => {
  const milliseconds = at.getTime();
  if (Number.isNaN(milliseconds)) throw new TypeError('an invalid date cannot be stored');
  return milliseconds as unknown as TimeValue;
};
const date = (stored: TimeValue): Date => new Date(stored as unknown as number);

/** Times as integer milliseconds since 1970 UTC, truth values as 0 and 1. */
export const sqliteColumns: Columns = {
  types: { id: 'text', exact: 'text', text: 'text', json: 'text', time: 'integer', flag: 'integer', count: 'integer' },
  tableSuffix: 'strict',
  time,
  timeOrNull: (at) => (at === null ? null : time(at)),
  date,
  dateOrNull: (stored) => (stored === null ? null : date(stored)),
  flag: (value) => (value ? 1 : 0) as unknown as FlagValue,
  isSet: (stored) => (stored as unknown as number) === 1,
};

export type SqliteValue = string | number | bigint | null | Uint8Array;

/**
 * The only way a value reaches a statement: what node:sqlite would bind wrongly (a Date as NULL, an object as named
 * parameters, undefined) is refused here.
 */
export function bindValue(value: unknown): SqliteValue {
  switch (typeof value) {
    case 'string':
    case 'bigint':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      break;
    case 'object':
      if (value === null || value instanceof Uint8Array) return value;
      break;
  }
  throw new TypeError(`a value of type ${value instanceof Date ? 'Date' : typeof value} cannot be bound`);
}
