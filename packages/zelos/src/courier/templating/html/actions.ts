import type { Printer } from '../execute.ts';
import { isHarmlessName } from './attributes.ts';
import type { Context, ScriptState, StyleState, UrlState } from './context.ts';
import {
  encodeUrl,
  escapeMarkup,
  escapeScriptText,
  escapeStyleText,
  escapeUnquoted,
  filterName,
  filterSources,
  filterStyleValue,
  filterUrl,
  plainText,
  scriptValue,
} from './escapers.ts';
import { backToTag, openValue } from './markup.ts';

/** How an action prints in a context, and the context behind it. */
export interface ActionPlan {
  readonly print: Printer;
  readonly after: Context;
  /** The functions `html` and `urlquery` at the end of the action would only repeat what is done here. */
  readonly covers: '' | 'html' | 'urlquery';
}

/** Makes an error for a place where no action may stand. */
export type RefuseAction = (reason: string) => Error;

/**
 * Chooses the escaping for an action.
 * @throws what `refuse` makes, where no escaping would be safe
 */
export function planAction(context: Context, refuse: RefuseAction): ActionPlan {
  switch (context.state) {
    case 'text':
    case 'rcdata':
      return { print: (value, frame) => escapeMarkup(plainText(value, frame.budget)), after: context, covers: 'html' };
    case 'comment':
      return { print: () => '', after: context, covers: '' };
    case 'script': {
      if (context.opaque) throw refuse('an action may not stand in a script of unknown type');
      const { print, after } = planScript(context.script, refuse);
      return { print, after: { ...context, script: after }, covers: '' };
    }
    case 'style': {
      const { print, after } = planStyle(context.style, refuse);
      return { print, after: { ...context, style: after }, covers: '' };
    }
    case 'tag':
    case 'afterName': {
      if (context.closing) throw refuse('an action may not stand in an end tag');
      const after: Context = { ...backToTag(context), state: 'dynamicName' };
      return { print: (value, frame) => filterName(plainText(value, frame.budget), isHarmlessName), after, covers: '' };
    }
    case 'beforeValue':
      return planValue(openValue(context, ''), refuse);
    case 'value':
      return planValue(context, refuse);
    case 'declaration':
      throw refuse('an action may not stand in a declaration');
    default:
      throw refuse('an action may not be part of the name of an element or attribute');
  }
}

function planValue(context: Context, refuse: RefuseAction): ActionPlan {
  const bare = context.quote === '';
  const wrap = (inner: Printer): Printer => {
    return bare
      ? (value, frame) => escapeUnquoted(inner(value, frame))
      : (value, frame) => escapeMarkup(inner(value, frame));
  };
  if (context.closing) throw refuse('an action may not stand in an end tag');
  switch (context.kind) {
    case 'plain':
      return {
        print: wrap((value, frame) => plainText(value, frame.budget)),
        after: context,
        covers: bare ? '' : 'html',
      };
    case 'url': {
      const { print, after } = planUrl(context.url, refuse);
      const covers = context.url.part === 'query' ? 'urlquery' : '';
      return { print: wrap(print), after: { ...context, url: after }, covers };
    }
    case 'sources':
      return {
        print: wrap(planSources(context.url, refuse)),
        after: { ...context, url: { part: 'value', prefix: '' } },
        covers: '',
      };
    case 'script': {
      const { print, after } = planScript(context.script, refuse);
      return { print: wrap(print), after: { ...context, script: after }, covers: '' };
    }
    case 'style': {
      const { print, after } = planStyle(context.style, refuse);
      return { print: wrap(print), after: { ...context, style: after }, covers: '' };
    }
    default:
      throw refuse(`an action may not stand in the attribute "${context.attribute}" of <${context.element}>`);
  }
}

function planUrl(state: UrlState, refuse: RefuseAction): { print: Printer; after: UrlState } {
  const value: UrlState = { part: 'value', prefix: '' };
  switch (state.part) {
    case 'start':
    case 'value':
      return { print: (result, frame) => encodeUrl(filterUrl(plainText(result, frame.budget)), true), after: value };
    case 'scheme':
      // What stands before could become a scheme only with a colon.
      return {
        print: (result, frame) => encodeUrl(plainText(result, frame.budget), true).replaceAll(':', '%3a'),
        after: value,
      };
    case 'path':
      return { print: (result, frame) => encodeUrl(plainText(result, frame.budget), true), after: state };
    case 'query':
      return { print: (result, frame) => encodeUrl(plainText(result, frame.budget), false), after: state };
    case 'unknown':
      throw refuse('whether this is in the query of the URL depends on the data');
    case 'refused':
      throw refuse('an action may not stand in a URL of this scheme');
  }
}

function planSources(state: UrlState, refuse: RefuseAction): Printer {
  if (state.part === 'start') return (value, frame) => filterSources(plainText(value, frame.budget));
  const { print } = planUrl(state, refuse);
  return (value, frame) => print(value, frame).replaceAll(',', '%2c');
}

function planScript(state: ScriptState, refuse: RefuseAction): { print: Printer; after: ScriptState } {
  switch (state.mode) {
    case 'code':
      return { print: (value, frame) => scriptValue(value, frame.budget), after: { mode: 'code', slash: 'division' } };
    case 'double':
    case 'single':
    case 'literal':
      return { print: (value, frame) => escapeScriptText(plainText(value, frame.budget)), after: state };
    case 'regexp':
      throw refuse('an action may not stand in a regular expression of a script');
    default:
      throw refuse('an action may not stand in a comment of a script');
  }
}

function planStyle(state: StyleState, refuse: RefuseAction): { print: Printer; after: StyleState } {
  if (state.mode === 'comment') throw refuse('an action may not stand in a comment of a style');
  if (state.mode === 'code') {
    return { print: (value, frame) => filterStyleValue(plainText(value, frame.budget)), after: state };
  }
  if (state.mode === 'double' || state.mode === 'single') {
    // Some properties and rules read a string as a URL.
    const filters = state.url.part === 'start' || state.url.part === 'value';
    const after: StyleState = { ...state, url: filters ? { part: 'value', prefix: '' } : state.url };
    return {
      print: (value, frame) => {
        const text = plainText(value, frame.budget);
        return escapeStyleText(filters ? filterUrl(text) : text);
      },
      after,
    };
  }
  const url = planUrl(state.url, refuse);
  return { print: url.print, after: { ...state, url: url.after } };
}
