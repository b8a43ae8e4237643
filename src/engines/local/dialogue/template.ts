import { type Language, languages } from '../../../core/language.js';
import { formatters } from './format.js';

/**
 * `{path}`, `{path|formatter|formatter}` and `{#path}…{/path}`, which is said for each item of a list with the item's
 * fields as names. A value that has texts in several languages gives that of the conversation.
 */
type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly path: readonly string[]; readonly formatters: readonly string[] }
  | { readonly kind: 'each'; readonly path: readonly string[]; readonly parts: readonly Part[] };

export type Values = Readonly<Record<string, unknown>>;

const tag = /\{([#/]?)([a-z][a-z0-9_.]*)((?:\|[a-z]+)*)\}/g;
const longestList = 20;

/** @throws Error that says what is wrong. */
export function parseTemplate(template: string): readonly Part[] {
  const open: { readonly path: string; readonly parts: Part[] }[] = [{ path: '', parts: [] }];
  let at = 0;
  const addText = (text: string): void => {
    if (/[{}]/.test(text)) throw new Error(`a brace that belongs to no {name} in "${template}"`);
    if (text !== '') open.at(-1)!.parts.push({ kind: 'text', text });
  };
  for (const match of template.matchAll(tag)) {
    const [whole, mark, path = '', chain = ''] = match;
    addText(template.slice(at, match.index));
    at = match.index + whole.length;
    if (mark === '#') {
      open.push({ path, parts: [] });
    } else if (mark === '/') {
      const section = open.pop()!;
      if (section.path !== path || open.length === 0) throw new Error(`{/${path}} closes no {#${path}}`);
      open.at(-1)!.parts.push({ kind: 'each', path: path.split('.'), parts: section.parts });
    } else {
      const names = chain.split('|').slice(1);
      const unknown = names.find((formatter) => !Object.hasOwn(formatters, formatter));
      if (unknown !== undefined) throw new Error(`no formatter is called ${unknown}`);
      open.at(-1)!.parts.push({ kind: 'value', path: path.split('.'), formatters: names });
    }
  }
  addText(template.slice(at));
  if (open.length > 1) throw new Error(`{#${open.at(-1)!.path}} is not closed`);
  return open[0]!.parts;
}

/** A name without a value gives nothing. @throws Error when a value does not fit its formatter. */
export function renderTemplate(template: string, values: Values, language: Language): string {
  return render(parseTemplate(template), values, language);
}

function render(parts: readonly Part[], values: Values, language: Language): string {
  return parts.map((part) => renderPart(part, values, language)).join('');
}

function renderPart(part: Part, values: Values, language: Language): string {
  if (part.kind === 'text') return part.text;
  const value = lookUp(values, part.path);
  if (part.kind === 'each') {
    const items = Array.isArray(value) ? value.slice(0, longestList) : [];
    return items.map((item) => render(part.parts, { ...values, ...(item as Values) }, language)).join('');
  }
  if (value === undefined || value === null) return '';
  const formatted = part.formatters.reduce<unknown>((current, name) => formatters[name]!(current, language), value);
  return written(formatted, language);
}

function written(value: unknown, language: Language): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const wording = value as Readonly<Partial<Record<Language, unknown>>>;
  const text = wording[language] ?? languages.map((other) => wording[other]).find((other) => other !== undefined);
  return typeof text === 'string' ? text : '';
}

export function lookUp(values: Values, path: readonly string[]): unknown {
  let value: unknown = values;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Values)[name];
  }
  return value;
}
