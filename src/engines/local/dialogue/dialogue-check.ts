import type * as z from 'zod';
import { languages } from '../../../core/language.js';
import type { Dialogue, Step } from './dialogue-schema.js';
import { parseTemplate } from './template.js';

type Report = (path: readonly (string | number)[], message: string, candidates?: readonly string[]) => void;

const verbs = ['ask', 'call', 'say', 'confirm', 'language', 'go'] as const;
/** What belongs to a verb and to no other. */
const companions = {
  short: 'say',
  promotion: 'say',
  with: 'call',
  as: 'call',
  errors: 'call',
  style: 'say',
  uninterruptible: 'say',
  otherwise: 'confirm',
} as const;

/** What a schema of shapes cannot say: references, languages, templates. */
export function checkDialogue(dialogue: Dialogue, context: z.RefinementCtx): void {
  const report: Report = (path, message, candidates) =>
    context.addIssue({
      code: 'custom',
      path: [...path],
      message,
      ...(candidates === undefined ? {} : { params: { candidates } }),
    });
  const { synonyms: _wordsOfSome, ...texts } = dialogue;
  checkTexts(texts, dialogue.languages, [], report);
  checkIntents(dialogue, report);
  checkKeys(dialogue, report);
  for (const [taskName, { steps }] of Object.entries(dialogue.tasks)) {
    for (const [index, step] of steps.entries()) checkStep(dialogue, step, ['tasks', taskName, 'steps', index], report);
  }
  for (const [slotName, slot] of Object.entries(dialogue.slots)) {
    if (slot.kind === 'choice' && (slot.options === undefined) === (slot.from === undefined)) {
      report(['slots', slotName], 'needs either `options` or `from`');
    }
    const called = slot.kind === 'choice' ? Object.entries(slot.called ?? {}) : [];
    for (const [language, templates] of called) {
      for (const [index, template] of (templates ?? []).entries()) {
        checkTemplate(template, ['slots', slotName, 'called', language, index], report);
      }
    }
  }
  checkCircles(dialogue, report);
}

/** Tasks that hand over to each other in a circle might never wait for the caller. */
function checkCircles({ tasks }: Dialogue, report: Report): void {
  const nextOf = (name: string): string[] =>
    (tasks[name]?.steps ?? []).flatMap(({ go }) => (go === undefined ? [] : [go]));
  for (const name of Object.keys(tasks)) {
    const reached = new Set(nextOf(name));
    for (const other of reached) for (const next of nextOf(other)) reached.add(next);
    if (reached.has(name)) report(['tasks', name], `\`go\` leads back to ${name}`);
  }
}

function checkIntents({ intents, tasks, slots }: Dialogue, report: Report): void {
  for (const [intentName, { task, command, set }] of Object.entries(intents)) {
    const path = ['intents', intentName];
    if ((task === undefined) === (command === undefined)) report(path, 'needs either `task` or `command`');
    if (task !== undefined && !(task in tasks)) {
      report([...path, 'task'], `no task is called ${task}`, Object.keys(tasks));
    }
    for (const [slotName, value] of Object.entries(set)) {
      const slot = slots[slotName];
      const options = slot?.kind === 'choice' ? slot.options?.map((option) => option.value) : undefined;
      if (options === undefined) {
        report([...path, 'set', slotName], `no choice slot with options is called ${slotName}`, Object.keys(slots));
      } else if (!options.includes(value)) {
        report([...path, 'set', slotName], `${slotName} has no option ${value}`, options);
      }
    }
  }
}

function checkKeys({ tasks, keys }: Dialogue, report: Report): void {
  const taken = new Map<string, string>();
  for (const [taskName, { key, label }] of Object.entries(tasks)) {
    if (key !== undefined && label === undefined) report(['tasks', taskName], '`key` needs `label`');
    if (key === undefined) continue;
    const other = taken.get(key);
    if (other !== undefined) report(['tasks', taskName, 'key'], `${key} is the key of ${other} already`);
    taken.set(key, taskName);
  }
  if (keys.menu === keys.repeat) report(['keys'], '`menu` and `repeat` must differ');
}

function checkStep({ slots, tasks }: Dialogue, step: Step, path: readonly (string | number)[], report: Report): void {
  if (verbs.filter((verb) => step[verb] !== undefined).length !== 1) {
    report(path, `needs exactly one of ${verbs.join(', ')}`);
  }
  for (const [companion, verb] of Object.entries(companions) as [keyof typeof companions, (typeof verbs)[number]][]) {
    if (step[companion] !== undefined && step[verb] === undefined) {
      report([...path, companion], `goes with \`${verb}\` only`);
    }
  }
  if (step.confirm !== undefined && step.otherwise === undefined) report(path, '`confirm` needs `otherwise`');
  const asked = [
    ...(step.ask === undefined ? [] : [{ at: [...path, 'ask'], slot: step.ask }]),
    ...Object.entries(step.errors ?? {}).flatMap(([error, { forget }]) =>
      forget.map((slot, index) => ({ at: [...path, 'errors', error, 'forget', index], slot })),
    ),
  ];
  if (step.go !== undefined && !(step.go in tasks)) {
    report([...path, 'go'], `no task is called ${step.go}`, Object.keys(tasks));
  }
  for (const { at, slot } of asked) {
    if (!(slot in slots)) report(at, `no slot is called ${slot}`, Object.keys(slots));
  }
  for (const [argument, template] of Object.entries(step.with ?? {})) {
    checkTemplate(template, [...path, 'with', argument], report);
  }
}

/** A mapping whose keys are all languages is a text in several languages: it must have every one of the dialogue's. */
function checkTexts(
  value: unknown,
  wanted: readonly string[],
  path: readonly (string | number)[],
  report: Report,
): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkTexts(item, wanted, [...path, index], report);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const keys = Object.keys(value);
  if (keys.length === 0 || !keys.every((key) => (languages as readonly string[]).includes(key))) {
    for (const [key, item] of Object.entries(value)) checkTexts(item, wanted, [...path, key], report);
    return;
  }
  for (const language of wanted.filter((candidate) => !keys.includes(candidate))) {
    report(path, `has no text in ${language}`);
  }
  for (const [language, text] of Object.entries(value)) {
    if (typeof text === 'string') checkTemplate(text, [...path, language], report);
  }
}

function checkTemplate(template: string, path: readonly (string | number)[], report: Report): void {
  try {
    parseTemplate(template);
  } catch (thrown) {
    report(path, (thrown as Error).message);
  }
}
