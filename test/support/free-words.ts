/** Texts of callers in free words (test/fixtures/language): requests, and what no carrier is asked for. */
import { join } from 'node:path';
import * as z from 'zod';
import { loadYaml } from '#src/config/yaml.js';
import { repositoryRoot } from '../../bench/repository-root.js';
import { exchangesIn } from './exchanges.js';

const language = z.enum(['en', 'yue', 'cmn']);
const set = z.enum(['development', 'held_out']);
const freeWordsSchema = z.array(
  z.object({
    language,
    set,
    caller: z.string(),
    intent: z.string(),
    slots: z.record(z.string(), z.string()).optional(),
  }),
);
const outOfDomainSchema = z.array(
  z.object({ language, set, caller: z.string(), may: z.array(z.string()).default([]) }),
);

type Language = z.output<typeof language>;
type TextSet = z.output<typeof set>;

export interface Spoken {
  readonly language: Language;
  readonly caller: string;
  readonly intent: string;
}

/** Exchanges, whose first words are requests too. */
const suites: Readonly<Partial<Record<Language, string>>> = {
  yue: 'cantonese-exchanges.yaml',
  cmn: 'mandarin-exchanges.yaml',
};

const folder = join(repositoryRoot, 'test/fixtures/language');
const read = <Schema extends z.ZodType>(schema: Schema, name: string): z.output<Schema> =>
  loadYaml(schema, join(folder, name));

/** First requests of calls. */
export function freeWords(of: Language, from: TextSet): readonly Spoken[] {
  const file = suites[of];
  const exchanges = file === undefined ? [] : exchangesIn(file)[from].filter(({ after }) => after.length === 0);
  return [
    ...exchanges.map(({ caller, intent }) => ({ language: of, caller, intent })),
    ...read(freeWordsSchema, 'free-words.yaml').filter((text) => text.language === of && text.set === from),
  ];
}

export const outOfDomain = (of: Language, from: TextSet) =>
  read(outOfDomainSchema, 'out-of-domain.yaml').filter((text) => text.language === of && text.set === from);
