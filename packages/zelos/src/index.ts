export { createZelos, type Plane, type Zelos, type ZelosOptions } from './compose.ts';
export { defineHook, type Hook, type HookDefinition, type HookEvent, type Verdict } from './hooks/api.ts';
export { defineMethod, type Method, type MethodDefinition, type Outcome, step, type StepSpec } from './methods/api.ts';
