import type * as z from 'zod';
import { localEngineName } from './bot-schema.js';

/**
 * Holds every name that refers to something against what is there. Runs beside other problems, on a value of which any
 * part may be missing or of the wrong type: what is not a list or a mapping is another problem's business.
 */
export function checkReferences(config: unknown, context: z.RefinementCtx): void {
  const root = mapping(config);
  const bots = Object.keys(mapping(root.bots));
  const toolSets = Object.keys(mapping(root.tools));
  const engines = [localEngineName, ...Object.keys(mapping(root.engines))];
  const trunks = list(root.trunks).flatMap((trunk) => strings([mapping(trunk).name]));

  const check = (path: PropertyKey[], what: string, candidates: readonly string[]) => {
    const name = path.reduce<unknown>(
      (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
      config,
    );
    if (typeof name !== 'string' || candidates.includes(name)) return;
    context.addIssue({ code: 'custom', path, message: `there is no ${what} "${name}"`, params: { candidates } });
  };
  for (const index of list(root.routes).keys()) {
    check(['routes', index, 'bot'], 'bot', bots);
    check(['routes', index, 'trunk'], 'trunk', trunks);
  }
  for (const [bot, options] of Object.entries(mapping(root.bots))) {
    const { tools, engines: names } = mapping(options);
    for (const index of list(tools).keys()) check(['bots', bot, 'tools', index], 'tool set', toolSets);
    for (const index of list(names).keys()) check(['bots', bot, 'engines', index], 'engine', engines);
  }
  checkEngineNames(root, context);
  checkTrunkNames(trunks, context);
  checkBackOffice(root, context);
}

/** One name, one engine: each bot has a `local` of its own, and is asked of none twice. */
function checkEngineNames(root: Record<string, unknown>, context: z.RefinementCtx): void {
  if (mapping(root.engines)[localEngineName] !== undefined) {
    const message = `"${localEngineName}" is the embedded engine with the dialogue of the bot; give this one another name`;
    context.addIssue({ code: 'custom', path: ['engines', localEngineName], message });
  }
  for (const [bot, options] of Object.entries(mapping(root.bots))) {
    const names = list(mapping(options).engines);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      context.addIssue({ code: 'custom', path: ['bots', bot, 'engines', index], message: `"${name}" is there twice` });
    }
  }
}

function checkTrunkNames(names: readonly string[], context: z.RefinementCtx): void {
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    context.addIssue({ code: 'custom', path: ['trunks', index, 'name'], message: `there are two trunks "${name}"` });
  }
}

/** `openapi: back_office` means the one started here. */
function checkBackOffice(root: Record<string, unknown>, context: z.RefinementCtx): void {
  if (mapping(root.back_office).enabled !== false) return;
  for (const [name, options] of Object.entries(mapping(root.tools))) {
    if (mapping(options).openapi !== 'back_office') continue;
    const message = 'back_office is not enabled; give the URL of an OpenAPI document';
    context.addIssue({ code: 'custom', path: ['tools', name, 'openapi'], message });
  }
}

function mapping(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function strings(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === 'string');
}
