import { createBudget, defaultLimits, type TemplateLimits } from './budget.ts';
import { failAt, type Source, TemplateError } from './error.ts';
import { type CompiledTemplate, compileDefinition, createFrame, type Printer } from './execute.ts';
import { printResult } from './format.ts';
import type { FunctionTable } from './functions/function.ts';
import { standardFunctions } from './functions/table.ts';
import { escapeTemplates } from './html/escape.ts';
import { parseTemplate } from './parser.ts';
import type { Definition } from './syntax.ts';
import { importValue } from './value.ts';

export type TemplateMode = 'text' | 'html';

export interface TemplateOptions {
  /** The name in errors, and under which the template can include itself. */
  readonly name: string;
  /** `text` prints values as they are; `html` escapes each one for the place where it stands. */
  readonly mode: TemplateMode;
  /** Functions besides the standard ones; equal names replace. */
  readonly functions?: FunctionTable;
  /** Further sources by name, to be used by `{{template "name" .}}`; what they define is known too. */
  readonly partials?: Readonly<Record<string, string>>;
  readonly limits?: Partial<TemplateLimits>;
}

/** A compiled template. It holds no state: it may be kept and rendered any number of times. */
export interface Template {
  readonly name: string;
  readonly mode: TemplateMode;
  /**
   * Renders plain JSON-like data (objects, arrays, strings, numbers, booleans, null). The data is copied first,
   * own enumerable keys only, and never changed; text inside it is never read as template.
   * @throws TemplateError (runtime, limit)
   */
  render(data: unknown): string;
}

/**
 * Compiles a template in the language of Go's text/template and html/template with Sprig's functions.
 * Nothing is read or fetched; partials are given. In HTML mode the context of every action is worked out here.
 * @throws TemplateError (syntax, escape, limit) with name, line and column
 */
export function compileTemplate(source: string, options: TemplateOptions): Template {
  const limits: TemplateLimits = { ...defaultLimits, ...options.limits };
  const main: Source = { name: options.name, text: source };
  const start = { source: main, offset: 0 };
  try {
    const definitions = parseAll(main, options, limits);
    const templates = new Map<string, CompiledTemplate>();
    const templateOf = (name: string): CompiledTemplate | undefined => templates.get(name);
    if (options.mode === 'html') {
      for (const [key, { definition, printers }] of escapeTemplates(definitions, options.name)) {
        const printerOf = (statement: object): Printer => printers.get(statement) ?? printNothing;
        templates.set(key, compileDefinition(definition, { printerOf, templateOf }));
      }
    } else {
      const print: Printer = (value, frame) => printResult(value, frame.budget);
      for (const [name, definition] of definitions) {
        templates.set(name, compileDefinition(definition, { printerOf: () => print, templateOf }));
      }
    }
    return { name: options.name, mode: options.mode, render: (data) => renderTemplate(main, templates, limits, data) };
  } catch (error) {
    throw failAt(start, error);
  }
}

/** Stands for an action that cannot be reached, and for which no context was worked out. */
const printNothing: Printer = () => '';

/** Parses the partials in their order and the main source last; later definitions replace earlier ones. */
function parseAll(main: Source, options: TemplateOptions, limits: TemplateLimits): ReadonlyMap<string, Definition> {
  const functions: FunctionTable = { ...standardFunctions, ...options.functions };
  const partials = Object.entries(options.partials ?? {}).map(([name, text]): Source => ({ name, text }));
  const sources = [...partials.filter(({ name }) => name !== main.name), main];
  const definitions = new Map<string, Definition>();
  let length = 0;
  for (const source of sources) {
    length += source.text.length;
    if (length > limits.source) {
      throw new TemplateError('limit', { source, offset: 0 }, `more than ${limits.source} characters of templates`);
    }
    for (const [name, definition] of parseTemplate(source, functions, limits.nesting))
      definitions.set(name, definition);
  }
  return definitions;
}

function renderTemplate(
  main: Source,
  templates: ReadonlyMap<string, CompiledTemplate>,
  limits: TemplateLimits,
  data: unknown,
): string {
  const budget = createBudget(limits);
  const output: string[] = [];
  const template = templates.get(main.name);
  try {
    const value = importValue(data, budget.step);
    if (template !== undefined) template.execute(createFrame(template, { budget, output }, value), value);
  } catch (error) {
    throw failAt({ source: main, offset: 0 }, error);
  }
  return output.join('');
}
