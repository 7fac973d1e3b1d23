import { ConflictError, StoreUnavailableError } from '../ports/store.ts';
import type { Failure } from './engine.ts';

/** What a violated unique rule means to the caller. */
function conflictOn(table: string, columns: readonly string[]): ConflictError['on'] {
  if (table === 'credential_identifiers') return 'identifier';
  if (table === 'verifiable_addresses') return 'verifiable_address';
  if (table === 'recovery_addresses') return 'recovery_address';
  if (table === 'identities' && columns.includes('external_id')) return 'external_id';
  return 'other';
}

/** The error of the port for a failure of the database; what nobody expects is passed through as it is. */
export function storeError(failure: Failure, cause: unknown): unknown {
  switch (failure.kind) {
    case 'unique': {
      const on = conflictOn(failure.table, failure.columns);
      return new ConflictError(on, `a row with the same ${on === 'other' ? 'key' : on} exists`);
    }
    case 'reference':
      return new ConflictError('other', 'a row that this row belongs to does not exist');
    case 'busy':
      return new StoreUnavailableError('the database is busy', { cause });
    case 'unavailable':
      return new StoreUnavailableError(failure.reason, { cause });
    case 'missing_table':
      return new StoreUnavailableError('the database lacks a table: apply the migrations first', { cause });
    case 'other':
      return cause;
  }
}
