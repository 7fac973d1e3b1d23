import type { Expr, Field, ObjectComp, ObjectExpr, Spec, Visibility } from '../ast.ts';
import { allowItems, charge, chargeText, fail, failLimit, vm } from '../runtime/machine.ts';
import { type FieldDefinition, type FieldVisibility, Layer, type LayerProto, Obj } from '../runtime/objects.ts';
import { emptyFrame, type Code, type Frame, failType, type Lazy, type LazyCode, typeOf } from '../runtime/values.ts';
import type { Site } from '../source.ts';
import { compile, compileAssert, compileBind, compileLazy } from './expressions.ts';
import type { Scope } from './scope.ts';

const VISIBILITY: Readonly<Record<Visibility, FieldVisibility>> = { ':': 0, '::': 1, ':::': 2 };

/** Opens the scope of an object's fields: slot 1 is self, slot 2 the layer; the outermost object is also `$`. */
function objectScope(scope: Scope): Scope {
  const inner = scope.frame();
  const self = inner.declare('self');
  inner.declare('super');
  if (scope.resolve('$') === undefined) inner.alias('$', self);
  return inner;
}

interface Shell {
  readonly scope: Scope;
  readonly proto: LayerProto;
}

/** Compiles what belongs to the object as a whole: locals and asserts. */
function compileShell(node: ObjectExpr | ObjectComp, scope: Scope): Shell {
  const locals = node.kind === 'object' ? node.members.filter((member) => member.kind === 'local') : node.locals;
  const asserts = node.kind === 'object' ? node.members.filter((member) => member.kind === 'assert') : [];
  const plain = node.kind === 'object' && !node.usesSelf && locals.length === 0 && asserts.length === 0;
  if (plain) return { scope, proto: { plain, size: 0, bind: undefined, asserts: [], info: scope.info(node) } };
  const inner = objectScope(scope);
  const slots = locals.map((local) => {
    const name = local.binds[0]?.name ?? '';
    const slot = inner.declare(name);
    return slot;
  });
  const steps = locals.map((local, i) => {
    const [bind] = local.binds;
    return compileBind(slots[i] as number, compileLazy(bind?.body as Expr, inner, `variable <${bind?.name}>`));
  });
  const bind = steps.length === 0 ? undefined : (f: Frame): void => steps.forEach((step) => step(f));
  const checks = asserts.map((assert) => compileAssert(assert, inner));
  return { scope: inner, proto: { plain, size: 0, bind, asserts: checks, info: inner.info(node) } };
}

/** Compiles a field's value; the name is for stack traces. */
function compileField(field: Field, scope: Scope, name: string): FieldDefinition {
  const common = { visibility: VISIBILITY[field.visibility], plus: field.plus, env: undefined };
  const { body } = field;
  const inner = scope.thunk(`field <${name}>`);
  if (body.kind === 'literal') return { ...common, value: body.value, code: undefined, info: inner.info(field) };
  const code = compile(body, inner);
  return { ...common, value: undefined, code, info: inner.info(body) };
}

/** Compiles an object expression. */
export function compileObject(node: ObjectExpr, scope: Scope): Code {
  const { scope: inner, proto } = compileShell(node, scope);
  const fixed = new Map<string, FieldDefinition>();
  const computed: { name: Code; field: FieldDefinition; site: Site }[] = [];
  for (const member of node.members) {
    if (member.kind !== 'field') continue;
    if (typeof member.name === 'string') fixed.set(member.name, compileField(member, inner, member.name));
    else {
      const name = compile(member.name, scope);
      computed.push({ name, field: compileField(member, inner, '[…]'), site: scope.site(member.nameSpan) });
    }
  }
  proto.size = inner.size;
  if (computed.length === 0) return (f) => new Obj(new Layer(fixed, proto, f));
  return (f) => {
    const fields = new Map(fixed);
    charge(fields.size / 4);
    for (const { name, field, site } of computed) addField(fields, name(f), field, site);
    return new Obj(new Layer(fields, proto, f));
  };
}

function addField(fields: Map<string, FieldDefinition>, name: unknown, field: FieldDefinition, site: Site): void {
  if (name === null) return;
  if (typeof name !== 'string') failType('a field name', 'string', name as Lazy as never, site);
  chargeText(name.length * 3);
  if (fields.has(name)) fail(`field '${name}' is defined twice`, site);
  fields.set(name, field);
}

/** What one turn of a comprehension does. */
type Turn<T> = (frame: Frame, out: T) => void;

/** Compiles the clauses of a comprehension around the turn that `last` gives for the innermost scope. */
function compileSpecs<T>(specs: readonly Spec[], at: number, scope: Scope, last: (scope: Scope) => Turn<T>): Turn<T> {
  const spec = specs[at];
  if (spec === undefined) return last(scope);
  const site = scope.site(spec);
  if (spec.kind === 'if') {
    const condition = compile(spec.condition, scope);
    const next = compileSpecs(specs, at + 1, scope, last);
    return (f, out) => {
      const value = condition(f);
      if (typeof value !== 'boolean') failType("the condition of 'if'", 'boolean', value, site);
      if (value) next(f, out);
    };
  }
  const source = compile(spec.source, scope);
  const inner = scope.frame();
  inner.declare(spec.name);
  const next = compileSpecs(specs, at + 1, inner, last);
  const { steps, weight } = inner.costs();
  const { size } = inner;
  return (f, out) => {
    const items = source(f);
    if (!Array.isArray(items)) fail(`a comprehension loops over an array, not ${typeOf(items)}`, site);
    if ((vm.depth += weight) > vm.maxDepth) failLimit('depth');
    for (let i = 0; i < items.length; i++) {
      charge(steps);
      let frame: Frame;
      if (size === 2) frame = [f, items[i]];
      else {
        frame = emptyFrame(size);
        frame[0] = f;
        frame[1] = items[i];
      }
      next(frame, out);
    }
    vm.depth -= weight;
  };
}

/** Compiles `[body for x in …]`. */
export function compileArrayComp(body: Expr, specs: readonly Spec[], scope: Scope): Code {
  const run = compileSpecs<Lazy[]>(specs, 0, scope, (inner) => {
    const item: LazyCode = compileLazy(body, inner);
    return (f, out) => {
      if (out.push(item(f)) > vm.arrayLength) failLimit('arrayLength');
    };
  });
  return (f) => {
    const items: Lazy[] = [];
    run(f, items);
    return items;
  };
}

/** Compiles `{[name]: body for x in …}`. */
export function compileObjectComp(node: ObjectComp, scope: Scope): Code {
  let proto: LayerProto | undefined;
  const site = scope.site(node.field.nameSpan);
  const run = compileSpecs<Map<string, FieldDefinition>>(node.specs, 0, scope, (loop) => {
    const name = compile(node.field.name as Expr, loop);
    const shell = compileShell(node, loop);
    const field = compileField(node.field, shell.scope, '[…]');
    shell.proto.size = shell.scope.size;
    proto = shell.proto;
    return (f, fields) => {
      if (fields.size >= vm.arrayLength) failLimit('arrayLength');
      addField(fields, name(f), { ...field, env: f }, site);
    };
  });
  return (f) => {
    const fields = new Map<string, FieldDefinition>();
    run(f, fields);
    allowItems(fields.size);
    return new Obj(new Layer(fields, proto, f));
  };
}
