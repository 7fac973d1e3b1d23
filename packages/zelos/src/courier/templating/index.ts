export { defaultLimits, type TemplateLimits } from './budget.ts';
export { TemplateError, type TemplateErrorKind } from './error.ts';
export type { FunctionHost, FunctionTable, TemplateFunction } from './functions/function.ts';
export { standardFunctions } from './functions/table.ts';
export { compileTemplate, type Template, type TemplateMode, type TemplateOptions } from './template.ts';
