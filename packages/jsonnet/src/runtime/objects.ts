import type { Site } from '../source.ts';
import { allowItems, charge, chargeText, enter, fail, failLimit, vm } from './machine.ts';
import { emptyFrame, type Code, type CodeInfo, type Frame, failType, type Value } from './values.ts';

/** Field visibility: 0 takes over what it overrides (`:`), 1 hides (`::`), 2 shows (`:::`). */
export type FieldVisibility = 0 | 1 | 2;

/** A field of one layer. */
export interface FieldDefinition {
  readonly visibility: FieldVisibility;
  /** Written `+:`: the value is added to the one it overrides. */
  readonly plus: boolean;
  /** A value known without evaluation; otherwise `code` gives it. */
  readonly value: Value | undefined;
  readonly code: Code | undefined;
  readonly info: CodeInfo | undefined;
  /** The frame around the field where it is not the layer's (comprehensions: one frame per turn). */
  readonly env: Frame | undefined;
}

/** What all objects of one object expression share. */
export interface LayerProto {
  /** The fields need no frame of their own: no self, super, locals or asserts. */
  readonly plain: boolean;
  /** Slots of the object's frame: enclosing frame, self, layer index, locals. */
  size: number;
  /** Puts the object locals in place. */
  readonly bind: ((frame: Frame) => void) | undefined;
  readonly asserts: readonly Code[];
  readonly info: CodeInfo;
}

export type FieldMap = ReadonlyMap<string, FieldDefinition>;

/** One operand of `+` in an object: an evaluated object expression, or JSON data from outside. */
export class Layer {
  readonly fields: FieldMap;
  readonly proto: LayerProto | undefined;
  readonly env: Frame;

  constructor(fields: FieldMap, proto: LayerProto | undefined, env: Frame) {
    this.fields = fields;
    this.proto = proto;
    this.env = env;
  }
}

const FEW_LAYERS = 8;
const RUNNING = Symbol('running');
type Addition = (left: Value, right: Value, site: Site | undefined) => Value;
let addition: Addition;

/** Tells this module how `+` works (operators depend on objects, so they cannot be imported here). */
export function setAddition(add: Addition): void {
  addition = add;
}

/** Sorted visible names of a layer that stands alone, which many objects share. */
const soloNames = new WeakMap<FieldMap, readonly string[]>();

/** An object: layers from the base up, with self bound to the whole. Sums are flattened when first looked into. */
export class Obj {
  #layers: Layer[] | undefined;
  #left: Obj | undefined;
  #right: Obj | undefined;
  #cache: Map<string, Value | typeof RUNNING> | undefined;
  #frames: (Frame | undefined)[] | undefined;
  #checked = false;
  #visible: readonly string[] | undefined;
  #index: Map<string, number> | undefined;

  constructor(layer: Layer | undefined, left?: Obj, right?: Obj) {
    this.#layers = layer === undefined ? undefined : [layer];
    this.#left = left;
    this.#right = right;
  }

  /** The layers, the base first. */
  get layers(): readonly Layer[] {
    if (this.#layers !== undefined) return this.#layers;
    const layers: Layer[] = [];
    const todo: Obj[] = [this];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const known = next.#layers;
      if (known !== undefined) for (const layer of known) layers.push(layer);
      else {
        if (next.#right !== undefined) todo.push(next.#right);
        if (next.#left !== undefined) todo.push(next.#left);
      }
      if (layers.length > vm.arrayLength) failLimit('arrayLength');
    }
    allowItems(layers.length);
    this.#layers = layers;
    this.#left = this.#right = undefined;
    return layers;
  }

  /** Whether there is such a field, hidden or not. */
  has(name: string): boolean {
    return this.#top(name) >= 0;
  }

  /** The highest layer that defines a field, or -1. Objects of many layers get an index. */
  #top(name: string): number {
    const { layers } = this;
    if (layers.length <= FEW_LAYERS) {
      for (let i = layers.length - 1; i >= 0; i--) if ((layers[i] as Layer).fields.has(name)) return i;
      return -1;
    }
    if (this.#index === undefined) {
      this.#index = new Map();
      for (let i = 0; i < layers.length; i++) {
        const { fields } = layers[i] as Layer;
        charge(fields.size / 4);
        for (const field of fields.keys()) this.#index.set(field, i);
      }
    }
    return this.#index.get(name) ?? -1;
  }

  /** Whether the layers below an index define the field (`in super`). */
  hasBelow(index: number, name: string): boolean {
    const { layers } = this;
    charge(index / 8);
    for (let i = index - 1; i >= 0; i--) if ((layers[i] as Layer).fields.has(name)) return true;
    return false;
  }

  /** Whether there is such a field and it is visible. */
  isVisible(name: string): boolean {
    const { layers } = this;
    let found = false;
    const top = this.#top(name);
    charge(layers.length / 16);
    for (let i = top; i >= 0; i--) {
      const field = (layers[i] as Layer).fields.get(name);
      if (field === undefined) continue;
      if (field.visibility !== 0) return field.visibility === 2;
      found = true;
    }
    return found;
  }

  /** The names of the visible fields in the order of their code points. */
  get visibleNames(): readonly string[] {
    if (this.#visible !== undefined) return this.#visible;
    const { layers } = this;
    const only = layers.length === 1 ? layers[0] : undefined;
    const known = only === undefined ? undefined : soloNames.get(only.fields);
    const names = known ?? sortNames(this.#names(false));
    if (only !== undefined && known === undefined) soloNames.set(only.fields, names);
    this.#visible = names;
    return names;
  }

  /** The names of all fields, hidden ones too, in the order of their code points. */
  get allNames(): readonly string[] {
    return sortNames(this.#names(true));
  }

  #names(hidden: boolean): string[] {
    const { layers } = this;
    const shown = new Map<string, FieldVisibility>();
    for (const layer of layers) {
      charge(layer.fields.size / 4);
      for (const [name, field] of layer.fields)
        if (field.visibility !== 0 || !shown.has(name)) shown.set(name, field.visibility);
    }
    const names: string[] = [];
    for (const [name, visibility] of shown) if (hidden || visibility !== 1) names.push(name);
    return names;
  }

  /** The value of a field, or undefined if there is none. Object asserts run first. */
  lookup(name: string): Value | undefined {
    if (!this.#checked) this.check();
    const cached = this.#cache?.get(name);
    if (cached !== undefined) {
      if (cached === RUNNING) fail(`infinite recursion: field '${name}' depends on itself`);
      return cached as Value;
    }
    const top = this.#top(name);
    if (top < 0) return undefined;
    const field = (this.layers[top] as Layer).fields.get(name) as FieldDefinition;
    if (field.value !== undefined && !field.plus) return field.value;
    this.#cache ??= new Map();
    this.#cache.set(name, RUNNING);
    const value = this.#evaluate(field, top, name);
    this.#cache.set(name, value);
    return value;
  }

  /** The value of a field. */
  get(name: string, site?: Site): Value {
    const value = this.lookup(name);
    return value === undefined ? fail(`the object has no field '${name}'`, site) : value;
  }

  /** The value of a field as the layers below an index define it (`super.name`). */
  below(index: number, name: string): Value | undefined {
    const { layers } = this;
    charge(index / 8);
    for (let i = index - 1; i >= 0; i--) {
      const field = (layers[i] as Layer).fields.get(name);
      if (field !== undefined) return this.#evaluate(field, i, name);
    }
    return undefined;
  }

  #evaluate(field: FieldDefinition, index: number, name: string): Value {
    const { info, code } = field;
    if (code === undefined || info === undefined) return this.#add(field.value as Value, field, index, name);
    const { weight } = info;
    if ((vm.depth += weight) > vm.maxDepth) failLimit('depth');
    if ((vm.steps += info.steps) > vm.maxSteps) failLimit('steps');
    vm.sites[vm.height++] = info.site;
    const own = code(this.#frame(index, field.env));
    const value = field.plus ? this.#add(own, field, index, name) : own;
    vm.depth -= weight;
    vm.height--;
    return value;
  }

  #add(own: Value, field: FieldDefinition, index: number, name: string): Value {
    if (!field.plus) return own;
    const base = this.below(index, name);
    return base === undefined ? own : addition(base, own, field.info?.site);
  }

  /** The frame in which fields of a layer run with this object as self. */
  #frame(index: number, env: Frame | undefined): Frame {
    const layer = this.layers[index] as Layer;
    const { proto } = layer;
    if (proto === undefined || proto.plain) return env ?? layer.env;
    if (env !== undefined) return this.#makeFrame(proto, env, index);
    this.#frames ??= [];
    const known = this.#frames[index];
    if (known !== undefined) return known;
    const frame = this.#makeFrame(proto, layer.env, index);
    this.#frames[index] = frame;
    return frame;
  }

  #makeFrame(proto: LayerProto, env: Frame, index: number): Frame {
    const frame: Frame = proto.size <= 3 ? [env, this, index] : emptyFrame(proto.size);
    frame[0] = env;
    frame[1] = this;
    frame[2] = index;
    proto.bind?.(frame);
    return frame;
  }

  /** Runs the object asserts, once; they see the object as already checked. */
  check(): void {
    if (this.#checked) return;
    this.#checked = true;
    const { layers } = this;
    for (let i = 0; i < layers.length; i++) {
      const proto = (layers[i] as Layer).proto;
      if (proto === undefined || proto.asserts.length === 0) continue;
      enter(proto.info.site, proto.info.weight);
      const frame = this.#frame(i, undefined);
      for (const assert of proto.asserts) assert(frame);
      vm.depth -= proto.info.weight;
      vm.height--;
    }
  }
}

/** A field holding a known value. */
export function constantField(value: Value, visibility: FieldVisibility = 0): FieldDefinition {
  return { visibility, plus: false, value, code: undefined, info: undefined, env: undefined };
}

const NO_FRAME: Frame = [];

/** An object of known values. */
export function objectOf(entries: Iterable<readonly [string, Value]>, visibility: FieldVisibility = 0): Obj {
  const fields = new Map<string, FieldDefinition>();
  for (const [name, value] of entries) fields.set(name, constantField(value, visibility));
  return new Obj(new Layer(fields, undefined, NO_FRAME));
}

/** An object of fields that may be lazy. */
export function objectOfFields(fields: FieldMap): Obj {
  return new Obj(new Layer(fields, undefined, NO_FRAME));
}

/** The sum of two objects: the right one on top. */
export function inherit(left: Obj, right: Obj): Obj {
  charge(1);
  return new Obj(undefined, left, right);
}

/** A value that must be an object. */
export function asObject(value: Value, what: string, site?: Site): Obj {
  return value instanceof Obj ? value : failType(what, 'object', value, site);
}

function sortNames(names: string[]): readonly string[] {
  charge(names.length);
  return names.sort(compareText);
}

/** Orders two strings by code points; UTF-16 puts the characters above U+FFFF before those from U+E000 on. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at < length && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  chargeText(at * 3);
  if (at === length) return left.length - right.length;
  return rank(left.charCodeAt(at)) - rank(right.charCodeAt(at));
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
