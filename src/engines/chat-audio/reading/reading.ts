import * as z from 'zod';
import {
  ageGroups,
  emotions,
  genders,
  noises,
  type ParalinguisticReading,
  paces,
  voiceEvents,
} from '../../../core/paralinguistics.js';
import { readingOfProse } from './prose-reading.js';

const maxAnswerChars = 2_000;
const maxEvents = 4;

/** A value that is not of the list counts as not told: one odd word must not cost the others. */
const told = <const T extends readonly [string, ...string[]]>(values: T) =>
  z
    .preprocess((value) => (typeof value === 'string' ? value.trim().toLowerCase() : value), z.enum(values))
    .nullish()
    .catch(undefined);

const readingSchema = z.object({
  emotion: told(emotions),
  age: told(ageGroups),
  gender: told(genders),
  pace: told(paces),
  noise: told(noises),
  events: z.array(told(voiceEvents)).max(16).nullish().catch(undefined),
});

/** What a model's answer to the reading prompt says; undefined when it says nothing that can be used. */
export function readingOf(answer: string): ParalinguisticReading | undefined {
  const text = answer.slice(0, maxAnswerChars);
  const reading = readingOfJson(text) ?? readingOfProse(text);
  return Object.keys(reading).length === 0 ? undefined : reading;
}

/** Models wrap the object in a code fence or a sentence. */
function readingOfJson(text: string): ParalinguisticReading | undefined {
  const object = /\{[\s\S]*\}/u.exec(text)?.[0];
  if (object === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(object);
  } catch {
    return undefined;
  }
  const parsed = readingSchema.safeParse(value);
  return parsed.success ? fromFields(parsed.data) : undefined;
}

function fromFields({
  emotion,
  age,
  gender,
  pace,
  noise,
  events,
}: z.output<typeof readingSchema>): ParalinguisticReading {
  const heard = [...new Set((events ?? []).filter((event) => event !== null && event !== undefined))];
  return {
    ...(emotion ? { emotion: { value: emotion } } : {}),
    ...(age ? { ageGroup: { value: age } } : {}),
    ...(gender ? { gender: { value: gender } } : {}),
    ...(pace ? { pace: { value: pace } } : {}),
    ...(noise ? { noise: { value: noise } } : {}),
    ...(heard.length === 0 ? {} : { events: heard.slice(0, maxEvents).map((value) => ({ value })) }),
  };
}
