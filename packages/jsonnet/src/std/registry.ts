import { Native, type NativeImplementation } from '../runtime/values.ts';

/** Natives by name: the signature (`?` optional, `~` lazy) and what they do. */
export type NativeTable = Readonly<Record<string, readonly [signature: string, implementation: NativeImplementation]>>;

/** Makes the natives of a table. */
export function natives(table: NativeTable): Native[] {
  return Object.entries(table).map(([name, [signature, run]]) => new Native(name, signature, run));
}
