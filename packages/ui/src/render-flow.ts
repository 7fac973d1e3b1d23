import type { UiContainer, UiNode } from '@zelos/contract';
import { accountFirst, fieldsFirst, planForms } from './form-plan.ts';
import type { FormPlan } from './form-plan.ts';
import { attributes, html, safeUrl } from './html.ts';
import type { Html } from './html.ts';
import { notices } from './messages.ts';
import { renderNode } from './nodes/index.ts';
import { inputOf, isButton, isField, isHidden, valueText } from './nodes/view.ts';
import type { NodeView } from './nodes/view.ts';
import type { Texts } from './text/index.ts';

export interface FlowLook {
  readonly texts: Texts;
  /** Origin of the identity server, the only one scripts may come from. */
  readonly origin: string;
  /** `choices`: several ways to one end, divided by "or". `sections`: independent things to change. */
  readonly layout: 'choices' | 'sections';
  /** Heading of a section, by group. */
  readonly heading?: (group: string) => string | undefined;
  /** Labels in the place of the server's, by name of the field. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Messages ids of buttons that step aside: send again, back. */
const ASIDE = new Set([1070008, 1040008, 1060007]);

const typed = (node: UiNode): boolean => isField(node) && inputOf(node)?.type !== 'checkbox';

/**
 * The field the cursor starts in: the first refused one, else the first empty one. Where things are independent nobody knows
 * which one the reader came for, so only a refused one counts.
 */
function focusOf(forms: readonly FormPlan[], layout: FlowLook['layout']): UiNode | undefined {
  const fields = forms.flatMap((form) => [...form.main, ...form.others.flatMap(({ nodes }) => nodes)]).filter(typed);
  const refused = fields.find(({ messages }) => messages.some(({ type }) => type === 'error'));
  return refused ?? (layout === 'sections' ? undefined : fields.find((node) => valueText(inputOf(node)?.value) === ''));
}

function lookOf(node: UiNode, main: UiNode | undefined): NodeView['look'] {
  if (node === main) return 'primary';
  return ASIDE.has(node.meta.label?.id ?? 0) || inputOf(node)?.name === 'screen' ? 'quiet' : 'choice';
}

type Draw = (node: UiNode, primary: UiNode | undefined) => Html;

function drawing(look: FlowLook, focus: UiNode | undefined, main: UiNode | undefined): Draw {
  let count = 0;
  return (node, primary) => {
    count += 1;
    return renderNode(node, {
      texts: look.texts,
      origin: look.origin,
      labels: look.labels,
      id: `node-${count}`,
      autofocus: node === focus,
      // Where ways compete, one button is the loud one; sections each have theirs.
      look: lookOf(node, look.layout === 'choices' ? main : primary),
      validates: node === primary,
    });
  };
}

const divider = (texts: Texts): Html => html`<p class="divider"><span>${texts.or}</span></p>`;

function renderForm(form: FormPlan, ui: UiContainer, look: FlowLook, draw: Draw): Html {
  const { primary, main, others, shared, group } = form;
  const all = (nodes: readonly UiNode[]): readonly Html[] => nodes.map((node) => draw(node, primary));
  const heading = look.heading?.(group);
  const title = heading ? html`<h2>${heading}</h2>` : undefined;
  const sends = [...main, ...others.flatMap(({ nodes }) => nodes)].some((node) => isButton(node) || isField(node));
  if (!sends) return html`<div class="form form-${group}">${title}${all(main)}</div>`;
  const method = ui.method.toUpperCase() === 'GET' ? 'get' : 'post';
  const opening = attributes({ class: `form form-${group}`, action: safeUrl(ui.action), method });
  const rest = others.map((block) => html`<div class="group group-${block.group}">${all(block.nodes)}</div>`);
  const parted = rest.length > 0 ? divider(look.texts) : undefined;
  return html`<form${opening}>${title}${all(shared)}${all(main)}${parted}${rest}</form>`;
}

/** Messages of values nobody sees are shown above the form. */
function unseenMessages(nodes: readonly UiNode[]): UiNode['messages'] {
  return nodes
    .filter((node) => isHidden(node) || node.attributes.node_type === 'div')
    .flatMap(({ messages }) => messages);
}

/** Renders the whole form of a flow from its nodes, whatever methods they belong to. */
export function renderFlow(ui: UiContainer, look: FlowLook): Html {
  const nodes = ui.nodes ?? [];
  const plan = planForms(nodes);
  const forms = look.layout === 'choices' ? fieldsFirst(plan.forms) : accountFirst(plan.forms);
  const draw = drawing(look, focusOf(forms, look.layout), forms.find(({ primary }) => primary)?.primary);
  const parts = forms.flatMap((form, index) => {
    const previous = forms[index - 1];
    const parted = previous !== undefined && (previous.main.some(isField) || form.main.some(isField));
    return [...(look.layout === 'choices' && parted ? [divider(look.texts)] : []), renderForm(form, ui, look, draw)];
  });
  const script = nodes.some(({ attributes: a }) => a.node_type === 'input' && a.onclickTrigger)
    ? html`<noscript><p class="notice notice-info">${look.texts.needsScript}</p></noscript>`
    : undefined;
  const empty = forms.length === 0 ? html`<p>${look.texts.nothingHere}</p>` : undefined;
  const body = look.layout === 'sections' && forms.length > 0 ? html`<div class="sections">${parts}</div>` : parts;
  return html`${notices([...(ui.messages ?? []), ...unseenMessages(nodes)], look.texts)}${body}${empty}${script}${plan.scripts.map((node) => draw(node, undefined))}`;
}
