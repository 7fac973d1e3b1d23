import type { Span } from '../ast.ts';
import type { Site, SourceFile } from '../source.ts';
import type { CodeInfo } from '../runtime/values.ts';

const NODES_PER_STEP = 16;
const HEIGHT_PER_LEVEL = 8;

/** The size of a stretch of code that is charged for as one: a body, a thunk, or a branch. */
export interface Unit {
  nodes: number;
  height: number;
  tallest: number;
}

/** The slots of one kind of frame; slot 0 is the enclosing frame. */
interface Slots {
  size: number;
}

/** The variables visible at a place of the program, resolved to frames and slots before anything runs. */
export class Scope {
  readonly file: SourceFile;
  readonly within: string;
  readonly unit: Unit;
  readonly #slots: Slots;
  readonly #parent: Scope | undefined;
  readonly #variables = new Map<string, number>();

  private constructor(file: SourceFile, within: string, unit: Unit, slots: Slots, parent: Scope | undefined) {
    this.file = file;
    this.within = within;
    this.unit = unit;
    this.#slots = slots;
    this.#parent = parent;
  }

  /** The scope of a whole program. */
  static root(file: SourceFile): Scope {
    return new Scope(file, '$', newUnit(), { size: 1 }, undefined);
  }

  /** A scope whose variables live in a frame of their own. */
  frame(within: string = this.within): Scope {
    return new Scope(this.file, within, newUnit(), { size: 1 }, this);
  }

  /** A scope for more variables in the same frame. */
  block(): Scope {
    return new Scope(this.file, this.within, this.unit, this.#slots, this);
  }

  /** The same variables, charged for on its own. */
  thunk(within: string = this.within): Scope {
    return new Scope(this.file, within, newUnit(), this.#slots, this);
  }

  /** Gives a name a slot of the frame. */
  declare(name: string): number {
    const slot = this.#slots.size++;
    this.#variables.set(name, slot);
    return slot;
  }

  /** Gives a name to a slot that another name already has. */
  alias(name: string, slot: number): void {
    this.#variables.set(name, slot);
  }

  /** Slots a frame of this scope needs. */
  get size(): number {
    return this.#slots.size;
  }

  /** How many frames out and in which slot a variable is, or undefined if there is none of that name. */
  resolve(name: string): { readonly hops: number; readonly slot: number } | undefined {
    const slot = this.#variables.get(name);
    if (slot !== undefined) return { hops: 0, slot };
    let hops = 0;
    let slots = this.#slots;
    for (let scope = this.#parent; scope !== undefined; scope = scope.#parent) {
      if (scope.#slots !== slots) hops++;
      slots = scope.#slots;
      const found = scope.#variables.get(name);
      if (found !== undefined) return { hops, slot: found };
    }
    return undefined;
  }

  /** The place of a node, for errors and stack traces. */
  site(span: Span, within: string = this.within): Site {
    return { file: this.file, start: span.start, end: span.end, within };
  }

  /** The charges of this scope's unit; complete once its code is compiled. */
  info(span: Span): CodeInfo {
    return { site: this.site(span), ...this.costs() };
  }

  /** Levels of depth and steps of this scope's unit. */
  costs(): { weight: number; steps: number } {
    return {
      weight: 1 + Math.floor(this.unit.tallest / HEIGHT_PER_LEVEL),
      steps: 1 + Math.floor(this.unit.nodes / NODES_PER_STEP),
    };
  }
}

function newUnit(): Unit {
  return { nodes: 0, height: 0, tallest: 0 };
}
