import { Type } from 'typebox';
import { AUTOCOMPLETE_VALUES, INPUT_TYPES, NODE_GROUPS, TEXT_TYPES, TRIGGERS } from '../nodes.ts';
import { AnyJson, AnyObject, closedObject, discriminated, named, oneOf, type Wire, word } from './wire.ts';

/** A text for people, translated by clients through `id` and `context`. */
export const UiTextSchema = closedObject('uiText', {
  id: named('ID', Type.Integer({ format: 'int64' })),
  text: Type.String(),
  type: oneOf(TEXT_TYPES),
  context: Type.Optional(AnyObject),
});
export type UiText = Wire<typeof UiTextSchema>;

export const UiTextsSchema = named('uiTexts', Type.Array(UiTextSchema));
export type UiTexts = Wire<typeof UiTextsSchema>;

export const UiNodeInputAttributesOptionSchema = closedObject('uiNodeInputAttributesOption', { value: AnyJson });
export type UiNodeInputAttributesOption = Wire<typeof UiNodeInputAttributesOptionSchema>;

export const UiNodeInputAttributesSchema = closedObject('uiNodeInputAttributes', {
  name: Type.String(),
  type: oneOf(INPUT_TYPES),
  value: Type.Optional(AnyJson),
  required: Type.Optional(Type.Boolean()),
  disabled: Type.Boolean(),
  autocomplete: Type.Optional(oneOf(AUTOCOMPLETE_VALUES)),
  label: Type.Optional(UiTextSchema),
  pattern: Type.Optional(Type.String()),
  maxlength: Type.Optional(Type.Integer({ format: 'int64' })),
  options: Type.Optional(Type.Array(UiNodeInputAttributesOptionSchema)),
  onclick: Type.Optional(Type.String({ deprecated: true })),
  onclickTrigger: Type.Optional(oneOf(TRIGGERS)),
  onload: Type.Optional(Type.String({ deprecated: true })),
  onloadTrigger: Type.Optional(oneOf(TRIGGERS)),
  node_type: word('input'),
});
export type UiNodeInputAttributes = Wire<typeof UiNodeInputAttributesSchema>;

export const UiNodeTextAttributesSchema = closedObject('uiNodeTextAttributes', {
  text: UiTextSchema,
  id: Type.String(),
  node_type: word('text'),
});
export type UiNodeTextAttributes = Wire<typeof UiNodeTextAttributesSchema>;

export const UiNodeImageAttributesSchema = closedObject('uiNodeImageAttributes', {
  src: Type.String(),
  id: Type.String(),
  width: Type.Integer({ format: 'int64' }),
  height: Type.Integer({ format: 'int64' }),
  node_type: word('img'),
});
export type UiNodeImageAttributes = Wire<typeof UiNodeImageAttributesSchema>;

export const UiNodeAnchorAttributesSchema = closedObject('uiNodeAnchorAttributes', {
  href: Type.String(),
  title: UiTextSchema,
  id: Type.String(),
  node_type: word('a'),
});
export type UiNodeAnchorAttributes = Wire<typeof UiNodeAnchorAttributesSchema>;

export const UiNodeScriptAttributesSchema = closedObject('uiNodeScriptAttributes', {
  src: Type.String(),
  async: Type.Boolean(),
  referrerpolicy: Type.String(),
  crossorigin: Type.String(),
  integrity: Type.String(),
  type: Type.String(),
  id: Type.String(),
  nonce: Type.String(),
  node_type: word('script'),
});
export type UiNodeScriptAttributes = Wire<typeof UiNodeScriptAttributesSchema>;

export const UiNodeDivisionAttributesSchema = closedObject('uiNodeDivisionAttributes', {
  id: Type.String(),
  class: Type.Optional(Type.String()),
  data: Type.Optional(Type.Record(Type.String(), Type.String())),
  node_type: word('div'),
});
export type UiNodeDivisionAttributes = Wire<typeof UiNodeDivisionAttributesSchema>;

export const UiNodeAttributesSchema = discriminated('uiNodeAttributes', 'node_type', [
  UiNodeInputAttributesSchema,
  UiNodeTextAttributesSchema,
  UiNodeImageAttributesSchema,
  UiNodeAnchorAttributesSchema,
  UiNodeScriptAttributesSchema,
  UiNodeDivisionAttributesSchema,
]);
export type UiNodeAttributes = Wire<typeof UiNodeAttributesSchema>;

export const UiNodeMetaSchema = closedObject('uiNodeMeta', { label: Type.Optional(UiTextSchema) });
export type UiNodeMeta = Wire<typeof UiNodeMetaSchema>;

/** One element of a form. `messages` is always an array and `meta` always an object. */
export const UiNodeSchema = closedObject('uiNode', {
  type: oneOf(['text', 'input', 'img', 'a', 'script', 'div']),
  group: oneOf(NODE_GROUPS),
  attributes: UiNodeAttributesSchema,
  messages: UiTextsSchema,
  meta: UiNodeMetaSchema,
});
export type UiNode = Wire<typeof UiNodeSchema>;

export const UiNodesSchema = named('uiNodes', Type.Array(UiNodeSchema));
export type UiNodes = Wire<typeof UiNodesSchema>;

/** The form of a flow. `messages` is left out when there is none. */
export const UiContainerSchema = closedObject('uiContainer', {
  action: Type.String(),
  method: Type.String(),
  nodes: UiNodesSchema,
  messages: Type.Optional(UiTextsSchema),
});
export type UiContainer = Wire<typeof UiContainerSchema>;
