import type { Language } from '../../../core/language.js';
import type { ChoiceSlot, Dialogue, DigitsSlot, Prompt, Texts } from './dialogue-schema.js';
import type { DialogueState, Say, Waiting } from './state.js';
import { lookUp, renderTemplate, type Values } from './template.js';

/** Longest menu that has one key an option. */
const mostOptions = 9;

/** One of a choice slot's options, as templates see it. */
export type Option = Readonly<Record<string, unknown>> & { readonly name: unknown };

export const valuesOf = ({ slots, results }: DialogueState): Values => ({ ...results, ...slots });

export function textIn(texts: Texts, values: Values, language: Language): string {
  const template = texts[language] ?? Object.values(texts)[0] ?? '';
  return renderTemplate(template, values, language);
}

/** An option's name as it is said; "" when it has none in that language. */
function nameIn({ name }: Option, language: Language): string {
  const text = ((name ?? {}) as Readonly<Record<string, unknown>>)[language];
  return typeof text === 'string' ? text : '';
}

/** Everything that callers call an option, its name first. */
export function namesIn({ called }: ChoiceSlot, option: Option, language: Language): string[] {
  const others = (option.also ?? {}) as Readonly<Partial<Record<Language, readonly string[]>>>;
  const rendered = (called?.[language] ?? []).map((template) => renderTemplate(template, option, language));
  return [nameIn(option, language), ...rendered, ...(others[language] ?? [])].filter((name) => name !== '');
}

export function promptText({ prompts }: Dialogue, prompt: Prompt, state: DialogueState): string {
  const texts = prompts[prompt] ?? prompts.no_speech;
  return textIn(texts, valuesOf(state), state.language);
}

export function optionsOf(slot: ChoiceSlot, state: DialogueState): readonly Option[] {
  const list = slot.options ?? lookUp(state.results, slot.from!.split('.'));
  return Array.isArray(list) ? (list as Option[]).slice(0, mostOptions) : [];
}

/** What the dialogue waits for, as a question; nothing while it waits for a tool. `piece`: the digits that came last. */
export function questionOf(dialogue: Dialogue, state: DialogueState, piece?: string): string {
  const { waiting, language } = state;
  const values = valuesOf(state);
  switch (waiting.for) {
    case 'request':
      return promptText(dialogue, 'more', state);
    case 'slot':
      return waiting.digits === undefined
        ? slotQuestion(dialogue, waiting.slot, state)
        : dictationText(dialogue, waiting.slot, 'more', { heard: piece ?? waiting.digits }, language);
    case 'slot-check': {
      const slot = dialogue.slots[waiting.slot];
      if (slot?.kind !== 'digits') return '';
      const read = textIn(slot.confirm, { ...values, [waiting.slot]: waiting.digits }, language);
      return withKeys(dialogue, state, read);
    }
    case 'slot-fix':
      return dictationText(dialogue, waiting.slot, fixPrompt(waiting), { wrong: disputed(waiting) }, language);
    case 'intent-check': {
      const { task } = dialogue.intents[waiting.intent]!;
      const label = (task === undefined ? undefined : dialogue.tasks[task]?.label?.[language]) ?? '';
      return withKeys(dialogue, state, textIn(dialogue.prompts.intent_check ?? {}, { label }, language));
    }
    case 'consent': {
      const step = state.task && dialogue.tasks[state.task.name]?.steps[state.task.step];
      return step?.confirm === undefined ? '' : withKeys(dialogue, state, textIn(step.confirm, values, language));
    }
    case 'tool':
      return '';
  }
}

type DictationPrompt = keyof NonNullable<DigitsSlot['dictation']>;

const fixPrompt = ({ part, swap }: Extract<Waiting, { for: 'slot-fix' }>): DictationPrompt => {
  if (part !== undefined) return 'instead';
  return swap === undefined ? 'which_part' : 'which_digit';
};

/** The digits that the caller is asked about: of a part, or those that are there more than once. */
const disputed = ({ digits, part, swap }: Extract<Waiting, { for: 'slot-fix' }>): string =>
  part === undefined ? (swap?.was ?? '') : digits.slice(part.start, part.start + part.count);

/** One of the texts of a number that is taken in several turns; "" where the dialogue has none. */
export function dictationText(
  dialogue: Dialogue,
  name: string,
  prompt: DictationPrompt,
  values: Values,
  language: Language,
): string {
  const slot = dialogue.slots[name];
  const texts = slot?.kind === 'digits' ? slot.dictation?.[prompt] : undefined;
  return texts === undefined ? '' : textIn(texts, values, language);
}

function slotQuestion(dialogue: Dialogue, name: string, state: DialogueState): string {
  const slot = dialogue.slots[name]!;
  const values = valuesOf(state);
  const question = textIn(slot.ask, values, state.language);
  if (slot.kind !== 'choice') return question;
  const items = optionsOf(slot, state).map((option, index) =>
    textIn(slot.item, { ...values, ...option, key: index + 1 }, state.language),
  );
  return joined([question, ...items], state.language);
}

function withKeys(dialogue: Dialogue, state: DialogueState, question: string): string {
  return state.byKeypad ? joined([question, promptText(dialogue, 'yes_no_keys', state)], state.language) : question;
}

/** Every task with a key, and how the menu ends. */
export function menuText(dialogue: Dialogue, state: DialogueState): string {
  const items = Object.values(dialogue.tasks)
    .filter(({ key }) => key !== undefined)
    // The keypad's order, 0 last.
    .sort((a, b) => ((Number(a.key) + 9) % 10) - ((Number(b.key) + 9) % 10))
    .map(({ key, label }) => {
      const values = { key, label: label?.[state.language] ?? '' };
      return textIn(dialogue.prompts.menu_item, values, state.language);
    });
  return joined([...items, promptText(dialogue, 'menu_end', state)], state.language);
}

export function joined(texts: readonly string[], language: Language): string {
  return texts.filter((text) => text !== '').join(language === 'en' ? ' ' : '');
}

interface Manner {
  readonly style?: Say['style'] | undefined;
  readonly uninterruptible?: boolean | undefined;
}

export const say = (
  { language }: DialogueState,
  text: string,
  { style = {}, uninterruptible = false }: Manner = {},
): Say => ({ type: 'say', text, language, style, uninterruptible });
