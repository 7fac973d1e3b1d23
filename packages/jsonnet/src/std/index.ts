import { constantField, type FieldDefinition, Layer, Obj } from '../runtime/objects.ts';
import { type Native, type Value } from '../runtime/values.ts';
import { arrayNatives } from './arrays.ts';
import { codecNatives } from './codecs.ts';
import { coreNatives } from './core.ts';
import { manifestNatives } from './manifests.ts';
import { mathNatives } from './math.ts';
import { objectNatives } from './objects.ts';
import { parseNatives } from './parsing.ts';
import { setNatives } from './sets.ts';
import { stringNatives } from './strings.ts';

let library: ReadonlyMap<string, FieldDefinition> | undefined;

/** The fields of `std`, made on first use and shared by all evaluations: they hold only constants. */
function fields(): ReadonlyMap<string, FieldDefinition> {
  if (library !== undefined) return library;
  const made = new Map<string, FieldDefinition>();
  const groups: readonly (readonly Native[])[] = [
    coreNatives(),
    stringNatives(),
    mathNatives(),
    arrayNatives(),
    objectNatives(),
    setNatives(),
    codecNatives(),
    parseNatives(),
    manifestNatives(),
  ];
  for (const native of groups.flat()) made.set(native.name, constantField(native, 1));
  made.set('pi', constantField(Math.PI, 1));
  library = made;
  return made;
}

/** A member of `std` that is the same for every file, or undefined. */
export function stdValue(name: string): Value | undefined {
  return fields().get(name)?.value;
}

/** The names of all members of `std` except `thisFile`, sorted. */
export function stdNames(): string[] {
  return Array.from(fields().keys()).sort();
}

/** `std` as an object for the file it is used in. */
export function stdObject(filename: string): Obj {
  const own = new Map(fields());
  own.set('thisFile', constantField(filename, 1));
  return new Obj(new Layer(own, undefined, []));
}
