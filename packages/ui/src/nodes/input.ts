import type { UiNode, UiNodeInputAttributes } from '@zelos/contract';
import { attributes, html } from '../html.ts';
import type { Html } from '../html.ts';
import { fieldMessages } from '../messages.ts';
import { fieldTitle } from '../text/fields.ts';
import { say, wordsFor } from '../text/index.ts';
import { valueText } from './view.ts';
import type { NodeView, RenderNode } from './view.ts';

/** Types a browser knows; anything else a server may send becomes a text field. */
const TYPED = new Set(['text', 'password', 'number', 'email', 'tel', 'datetime-local', 'date', 'url']);

/** "traits.name.first_name" → "First name": for fields of a schema without titles. */
function labelFromName(name: string): string {
  const words = (name.split('.').at(-1) ?? name).replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Message id of a label that is the title of a trait. */
const TITLE = 1070002;

export function labelOf(node: UiNode, input: UiNodeInputAttributes, view: NodeView): string {
  const own = view.labels && wordsFor(view.labels, input.name);
  if (own !== undefined) return own;
  const label = node.meta.label ?? input.label;
  if (label && label.id !== TITLE) return say(view.texts, label);
  return fieldTitle(view.texts, label ? label.text : labelFromName(input.name));
}

/** What the script for security keys and passkeys looks for. No inline handler is ever written. */
function triggers(input: UiNodeInputAttributes): Readonly<Record<string, string | undefined>> {
  return { 'data-onclick-trigger': input.onclickTrigger, 'data-onload-trigger': input.onloadTrigger };
}

function described(node: UiNode, view: NodeView): Readonly<Record<string, string | undefined>> {
  const bad = node.messages.some(({ type }) => type === 'error');
  return {
    'aria-invalid': bad ? 'true' : undefined,
    'aria-describedby': node.messages.length > 0 ? `${view.id}-messages` : undefined,
  };
}

function hidden(input: UiNodeInputAttributes): Html {
  const { name, value } = input;
  return html`<input${attributes({ type: 'hidden', name, value: valueText(value), disabled: input.disabled, ...triggers(input) })}>`;
}

function button(node: UiNode, input: UiNodeInputAttributes, view: NodeView): Html {
  const submit = input.type === 'submit';
  const label = node.meta.label ?? input.label;
  const text = label ? say(view.texts, label) : valueText(input.value) || labelFromName(input.name);
  const provider = valueText(label?.context?.['provider']) || valueText(input.value);
  const mark =
    (node.group === 'oidc' || node.group === 'saml') && provider
      ? html`<span class="mark" aria-hidden="true">${[...provider][0]?.toUpperCase()}</span>`
      : undefined;
  const written = attributes({
    type: submit ? 'submit' : 'button',
    class: `button button-${view.look}`,
    name: input.name,
    value: valueText(input.value),
    disabled: input.disabled,
    formnovalidate: submit && !view.validates,
    ...triggers(input),
    ...described(node, view),
  });
  return html`<button${written}>${mark}${text}</button>${fieldMessages(node.messages, `${view.id}-messages`, view.texts)}`;
}

function checkbox(node: UiNode, input: UiNodeInputAttributes, view: NodeView): Html {
  const { name, required, disabled } = input;
  const checked = input.value === true || input.value === 'true';
  const box = attributes({
    type: 'checkbox',
    id: view.id,
    name,
    value: 'true',
    checked,
    required,
    disabled,
    ...described(node, view),
  });
  // A browser sends nothing for an empty box; the hidden value says "no", and the last one given wins.
  return html`<div class="field field-check"><input type="hidden"${attributes({ name, value: 'false', disabled })}>
<label class="check"><input${box}><span>${labelOf(node, input, view)}</span></label>
${fieldMessages(node.messages, `${view.id}-messages`, view.texts)}</div>`;
}

function select(input: UiNodeInputAttributes, common: Html, view: NodeView): Html {
  const current = valueText(input.value);
  const options = (input.options ?? []).map((option) => {
    const value = valueText(option.value);
    return html`<option${attributes({ value, selected: value === current && current !== '' })}>${value}</option>`;
  });
  return html`<select${common}><option value="">${view.texts.choose}</option>${options}</select>`;
}

/** One-time codes are digits, backup codes are not. */
const isDigits = (input: UiNodeInputAttributes): boolean =>
  input.autocomplete === 'one-time-code' || input.name === 'totp_code' || input.type === 'number';

function entry(input: UiNodeInputAttributes, common: Html, view: NodeView): Html {
  const type = TYPED.has(input.type) ? input.type : 'text';
  // Identifiers and codes are no prose; traits such as names may be.
  const verbatim = type === 'text' && !input.name.startsWith('traits.');
  const field = html`<input${attributes({
    type,
    value: type === 'password' ? undefined : valueText(input.value),
    pattern: input.pattern,
    maxlength: input.maxlength,
    step: type === 'number' ? 'any' : undefined,
    inputmode: isDigits(input) && type === 'text' ? 'numeric' : undefined,
    autocapitalize: verbatim ? 'none' : undefined,
    spellcheck: verbatim ? 'false' : undefined,
    ...triggers(input),
  })}${common}>`;
  if (type !== 'password') return field;
  const { show, hide, showPassword, hidePassword } = view.texts;
  // Hidden until the script that gives it a meaning has run.
  const reveal = attributes({
    type: 'button',
    class: 'button-reveal',
    hidden: true,
    'aria-label': showPassword,
    'data-reveal': view.id,
    'data-show': show,
    'data-show-label': showPassword,
    'data-hide': hide,
    'data-hide-label': hidePassword,
  });
  return html`<span class="reveal">${field}<button${reveal}>${show}</button></span>`;
}

/** What managers fill in where the server names nothing (HTML 4.10.18.7). */
const AUTOCOMPLETE: Readonly<Record<string, string>> = { identifier: 'username', totp_code: 'one-time-code' };

/** Renders an input node: hidden value, button, checkbox, choice or text field with label and messages. */
export const renderInput: RenderNode<UiNodeInputAttributes> = (node, input, view) => {
  if (input.type === 'hidden') return hidden(input);
  if (input.type === 'submit' || input.type === 'button') return button(node, input, view);
  if (input.type === 'checkbox') return checkbox(node, input, view);
  const common = attributes({
    id: view.id,
    name: input.name,
    autocomplete: input.autocomplete ?? AUTOCOMPLETE[input.name],
    required: input.required,
    disabled: input.disabled,
    autofocus: view.autofocus,
    ...described(node, view),
  });
  const control = input.options ? select(input, common, view) : entry(input, common, view);
  const optional =
    !input.required && input.name.startsWith('traits.')
      ? html` <span class="optional">${view.texts.optional}</span>`
      : undefined;
  return html`<div class="field"><label for="${view.id}">${labelOf(node, input, view)}${optional}</label>
${control}
${fieldMessages(node.messages, `${view.id}-messages`, view.texts)}</div>`;
};
