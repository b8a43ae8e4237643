import * as z from 'zod';
import { type Language, languages } from '../core/language.js';
import { moodSchema } from './mood-schema.js';
import { phrasesSchema, system1Schema } from './system1-schema.js';
import { sipUri } from './value.js';

const language = z.enum(languages);

/** The embedded engine, which every bot with a dialogue has. */
export const localEngineName = 'local';
const spoken = z.string().min(1).max(1000);

/** A text in some of the languages. */
const texts = z.strictObject({
  yue: spoken.optional().describe('In Cantonese, traditional characters.'),
  cmn: spoken.optional().describe('In Mandarin, simplified characters.'),
  en: spoken.optional().describe('In English.'),
});

const key = z.string().regex(/^[0-9*#]$/, 'one key of a telephone');
const languageKeys = z.strictObject({
  yue: key.optional().describe('For Cantonese.'),
  cmn: key.optional().describe('For Mandarin.'),
  en: key.optional().describe('For English.'),
});

const transfer = z.strictObject({
  target: sipUri.describe('Where a call goes that asks for a human.'),
  timeout_ms: z
    .int()
    .min(1000)
    .max(120_000)
    .default(30_000)
    .describe('Longest wait for the target to answer, in milliseconds; then the bot comes back with an apology.'),
});

const timing = z
  .strictObject({
    turn_limit_ms: z
      .int()
      .min(1000)
      .max(120_000)
      .default(30_000)
      .describe('Longest turn of the caller, in milliseconds.'),
    idle_prompt_ms: z
      .int()
      .min(1000)
      .max(120_000)
      .default(8_000)
      .describe('Milliseconds of silence before the bot asks whether the caller is still there.'),
    idle_prompts: z.int().min(0).max(10).default(2).describe('Times it asks before it says goodbye and hangs up.'),
    reply_timeout_ms: z
      .int()
      .min(500)
      .max(60_000)
      .default(8_000)
      .describe("Longest wait for the engine's first audio, in milliseconds; then the bot apologises."),
    failover_ms: z
      .int()
      .min(500)
      .max(60_000)
      .default(4_000)
      .describe(
        "Longest wait for an engine's first audio where another one of the bot could answer, in milliseconds; then that one is asked.",
      ),
    digit_gap_ms: z
      .int()
      .min(300)
      .max(20_000)
      .default(2_500)
      .describe('Milliseconds after a DTMF digit that end the input when its length is not known.'),
  })
  .describe('How long the bot waits for what.');

const interruption = z
  .strictObject({
    while_undecided: z
      .enum(['pause', 'duck'])
      .default('pause')
      .describe(
        'What the bot does in the moment until it is known what the caller wants: `pause` is silent and goes on from the same place, `duck` talks on 15 dB lower.',
      ),
  })
  .describe('When the caller talks while the bot does.');

export const botSchema = z
  .strictObject({
    engines: z
      .array(z.string())
      .min(1)
      .max(10)
      .default([localEngineName])
      .describe(
        'Names of the speech engines, in the order in which they are tried: when one cannot take the call or is lost in it, the next one goes on. `local` is the embedded one with the `dialogue` of this bot.',
      ),
    dialogue: z
      .string()
      .min(1)
      .optional()
      .describe(
        'File of the dialogue of the engine `local`, relative to this file; needed where that is among `engines`.',
      ),
    languages: z.array(language).min(1).max(3).default(['en']).describe('Languages the bot speaks: yue, cmn, en.'),
    language: language.optional().describe('Language a call begins in; the first of `languages` when absent.'),
    persona: z.string().max(4000).default('').describe('Who the bot is, for engines that take instructions.'),
    greeting: texts.describe('First words of a call; needed in the language a call begins in.'),
    invitation: texts
      .prefault({})
      .describe(
        'Said after the greeting where the bot hears the language a call begins in: that one may speak. Nothing when absent, or where only the keypad is understood.',
      ),
    language_menu: texts
      .prefault({})
      .describe('Said after the greeting, each in its own language, e.g. "For English, press 3." Nothing when absent.'),
    language_policy: z
      .enum(['follow', 'asked', 'fixed'])
      .default('follow')
      .describe(
        'When the bot changes its language: `follow` as the caller speaks, where the engine tells, or asks in words or by key; `asked` only when asked; `fixed` never.',
      ),
    language_keys: languageKeys
      .prefault({})
      .describe(
        'Keys by which the caller chooses a language of `language_menu`, until something else was said or keyed; the bot then goes on in that language, whatever its engine. None where the engine has a menu of its own, as a dialogue may.',
      ),
    tools: z.array(z.string()).max(20).default([]).describe('Names of the tool sets the bot may use.'),
    transfer: transfer.optional().describe('The way to a human; without it the bot has none.'),
    patience: z
      .enum(['eager', 'balanced', 'patient'])
      .default('balanced')
      .describe(
        'How long the bot waits before it takes the turn: `eager` answers fast and sometimes too early, `patient` lets callers think.',
      ),
    interruption: interruption.prefault({}),
    timing: timing.prefault({}),
    system1: system1Schema.prefault({}),
    mood: moodSchema.prefault({}),
    phrases: phrasesSchema.prefault({}),
    max_engine_failures: z
      .int()
      .min(1)
      .max(20)
      .default(2)
      .describe('Engine failures in a row after which the bot gives up: it transfers, or says goodbye.'),
    max_call_minutes: z
      .number()
      .positive()
      .max(24 * 60)
      .default(30)
      .describe('Longest call, in minutes.'),
  })
  .superRefine(
    ({ engines, dialogue }, context) => {
      if (dialogue !== undefined || !engines.includes(localEngineName)) return;
      context.addIssue({ code: 'custom', path: ['dialogue'], message: 'is needed by the engine `local`' });
    },
    { when: ({ value }) => isMapping(value) && Array.isArray(value.engines) },
  )
  .superRefine(
    (bot, context) => {
      const spokenLanguages = bot.languages ?? [];
      if (bot.language !== undefined && !spokenLanguages.includes(bot.language)) {
        context.addIssue({ code: 'custom', path: ['language'], message: 'must be one of `languages`' });
      }
      for (const problem of keyProblems(bot.language_keys, spokenLanguages)) {
        context.addIssue({ code: 'custom', path: ['language_keys', problem.language], message: problem.message });
      }
      const first = bot.language ?? spokenLanguages[0];
      if (first !== undefined && bot.greeting?.[first] === undefined) {
        context.addIssue({
          code: 'custom',
          path: ['greeting'],
          message: `has no text in ${first}, the language a call begins in`,
        });
      }
    },
    { when: ({ value }) => isMapping(value) && Array.isArray(value.languages) && isMapping(value.greeting) },
  );

/** Keys of languages that the bot does not speak, and keys that two languages have. */
function keyProblems(
  keys: { readonly [L in Language]?: string | undefined } | undefined,
  spokenLanguages: readonly Language[],
) {
  if (!isMapping(keys)) return [];
  const given = languages.filter((each) => keys[each] !== undefined);
  return given.flatMap((each, index) => {
    if (!spokenLanguages.includes(each)) return [{ language: each, message: 'must be one of `languages`' }];
    const other = given.slice(0, index).find((before) => keys[before] === keys[each]);
    return other === undefined ? [] : [{ language: each, message: `is the key of ${other} too` }];
  });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
