import * as z from 'zod';
import { languages } from '../../../core/language.js';
import { checkDialogue } from './dialogue-check.js';

/** Names of intents, slots, tasks and results; they may be used in templates. */
const name = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, 'must be lower case letters, digits and _');
const path = z.string().regex(/^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*$/, 'must be a name or names joined by dots');
const language = z.enum(languages);
const text = z.string().min(1).max(2000);

/** A template in each of the dialogue's languages. */
const texts = z.strictObject({
  en: text.optional().describe('In English.'),
  yue: text.optional().describe('In Cantonese, traditional characters.'),
  cmn: text.optional().describe('In Mandarin, simplified characters.'),
});

const phraseList = z.array(z.string().min(1).max(200)).min(1).max(100);
const phrases = z.strictObject({
  en: phraseList.optional().describe('In English, also the grammar of the recogniser: words, no digits.'),
  yue: phraseList.optional().describe('In Cantonese.'),
  cmn: phraseList.optional().describe('In Mandarin.'),
});

const synonymGroups = z.array(z.array(z.string().min(1).max(50)).min(2).max(50)).max(200);
const synonyms = z.strictObject({
  en: synonymGroups.optional(),
  yue: synonymGroups.optional(),
  cmn: synonymGroups.optional(),
});

const intent = z.strictObject({
  phrases,
  task: name.optional().describe('Task that this asks for.'),
  command: z.enum(['menu', 'repeat', 'cancel']).optional().describe('What this tells the dialogue itself.'),
  set: z.record(name, z.string().max(64)).default({}).describe('Values of choice slots that this already says.'),
  anywhere: z.boolean().default(false).describe('Understood also while the bot waits for something else.'),
});

const digitsSlot = z.strictObject({
  kind: z.literal('digits'),
  length: z.int().min(1).max(20).describe('Number of digits.'),
  ask: texts,
  confirm: texts.describe('Reads it back when it was spoken, {NAME|grouped}; keypad digits are not asked about.'),
  dictation: z
    .strictObject({
      more: texts.describe('After some of the digits: {heard|spelled} are those, and the rest is waited for.'),
      wrong_length: texts.describe('Asks for the number again when it had {count} digits, too many or too few.'),
      which_part: texts.describe('After a no: asks which group of digits is wrong.'),
      instead: texts.describe('Asks what should be in place of {wrong|spelled}.'),
      which_digit: texts.describe('When what should be another digit, {wrong|spelled}, is there more than once.'),
    })
    .optional()
    .describe('Takes the number in several turns and corrects it digit by digit; without it, in one go or not at all.'),
});

const monthSlot = z.strictObject({
  kind: z.literal('month').describe('A calendar month, the last of that name that has begun; two digits by keypad.'),
  ask: texts,
});

const choiceSlot = z.strictObject({
  kind: z.literal('choice'),
  ask: texts,
  item: texts.describe('Said for each option; {key} is its key, the rest are fields of the option.'),
  in_request: z.boolean().default(false).describe('An option that the request named already is not asked for.'),
  called: phrases
    .optional()
    .describe('What callers call an option besides its name: templates of its fields, such as "{data_gb}GB".'),
  options: z
    .array(
      z.strictObject({
        value: z.string().min(1).max(64),
        name: texts,
        also: phrases.optional().describe('What callers call it besides its name.'),
      }),
    )
    .min(1)
    .max(9)
    .optional(),
  from: path.optional().describe('List in a tool result that has the options, each with a `name` in every language.'),
});

const slot = z.discriminatedUnion('kind', [digitsSlot, monthSlot, choiceSlot]);

const condition = z.strictObject({
  value: path,
  above: z.number().optional(),
  below: z.number().optional(),
  equals: z.union([z.string(), z.number()]).optional(),
});

const style = z.strictObject({
  mood: z.enum(['neutral', 'warm', 'apologetic', 'cheerful']).exactOptional(),
  pace: z.enum(['slow', 'normal', 'fast']).exactOptional(),
});

const toolError = z.strictObject({
  say: texts,
  forget: z.array(name).max(10).default([]).describe('Slots to ask for again; the task then starts over.'),
});

/** One of `ask`, `call`, `say`, `confirm`, `language` and `go`; dialogue-check.ts holds a step to that. */
const step = z.strictObject({
  ask: name.optional().describe('Slot to be filled, unless it is.'),
  call: name.optional().describe('Tool to be called.'),
  with: z
    .record(z.string().max(64), z.string().max(200))
    .optional()
    .describe('Its arguments; empty ones are left out.'),
  as: name.optional().describe('Name of its result.'),
  errors: z
    .record(name, toolError)
    .optional()
    .describe('By the error code in lower case, such as tool_unknown, or a word of its message, such as not_found.'),
  say: texts.optional(),
  short: texts.optional().describe('Said in its place to an upset caller.'),
  promotion: z.boolean().optional().describe('An offer that nobody asked for: left out for an upset caller.'),
  uninterruptible: z
    .boolean()
    .optional()
    .describe('The caller cannot cut it short and is heard when it is over, as for terms that the law wants heard.'),
  style: style.optional(),
  confirm: texts.optional().describe('A yes-or-no question; the task goes on after a yes.'),
  otherwise: texts.optional().describe('Said after a no.'),
  language: language.optional().describe('Language of the conversation from here on.'),
  go: name.optional().describe('Task that takes over, with what is known.'),
  when: z.array(condition).min(1).max(5).optional().describe('The step is taken when all of these hold.'),
});

const task = z.strictObject({
  key: z
    .string()
    .regex(/^[0-9]$/)
    .optional()
    .describe('Its key in the menu.'),
  label: texts.optional().describe('Its name in the menu, and where the caller is asked whether it was meant.'),
  steps: z.array(step).min(1).max(50),
  ask_more: z.boolean().default(true).describe('Whether the bot then asks what else it can do.'),
});

const prompts = z.strictObject({
  more: texts.describe('Asks for the next request.'),
  menu_item: texts.describe('Said for each task with a key; {label} and {key}.'),
  menu_end: texts.describe('Ends the menu.'),
  not_understood: texts.describe('After the first input that makes no sense; the question follows.'),
  hint: texts.describe('What may be asked for; follows not_understood when nothing was asked.'),
  intent_check: texts
    .optional()
    .describe(
      'Asks whether a request was meant that was understood less well; {label} of its task. Without it nothing is asked.',
    ),
  offer_help: texts.describe('After the second one: the keypad and a human.'),
  no_speech: texts.describe('When speech in this language cannot be recognised here; the menu or question follows.'),
  not_heard: texts
    .optional()
    .describe('When speech cannot be recognised at the moment; the menu or question follows. `no_speech` when absent.'),
  yes_no_keys: texts.describe('How to say yes and no by keypad.'),
  cancelled: texts,
  apology: texts.describe('When a tool fails.'),
});

/** A dialogue file: what callers may want, what is needed for it, and what is said. */
export const dialogueSchema = z
  .strictObject({
    languages: z.array(language).min(1).max(3).describe('Every text must be there in all of these.'),
    prompts,
    synonyms: synonyms.optional().describe('Words of one meaning in what callers say; the first stands for all.'),
    answers: z.strictObject({ yes: phrases, no: phrases }),
    slots: z.record(name, slot).default({}),
    intents: z.record(name, intent),
    tasks: z.record(name, task),
    keys: z
      .strictObject({
        menu: z.enum(['*', '#']).default('*').describe('Says the menu.'),
        repeat: z.enum(['*', '#']).default('#').describe('Says the last reply again.'),
      })
      .prefault({}),
  })
  .superRefine(checkDialogue);

export type Dialogue = z.output<typeof dialogueSchema>;
export type Texts = z.output<typeof texts>;
export type Phrases = z.output<typeof phrases>;
export type Intent = z.output<typeof intent>;
export type Slot = z.output<typeof slot>;
export type DigitsSlot = z.output<typeof digitsSlot>;
export type ChoiceSlot = z.output<typeof choiceSlot>;
export type Step = z.output<typeof step>;
export type Task = z.output<typeof task>;
export type Condition = z.output<typeof condition>;
export type Prompt = Exclude<keyof z.output<typeof prompts>, 'intent_check'>;
