import type { ParalinguisticReading } from '../core/paralinguistics.js';

/** What an engine makes of a voice besides its mood, as tags for the conversation's context. */
export function impressionsOf(reading: ParalinguisticReading): string[] {
  const { events = [], noise, speakerChange, ageGroup, gender, pace } = reading;
  return [
    ...events.map(({ value }) => value),
    ...(noise === undefined ? [] : [`noise: ${noise.value}`]),
    ...(speakerChange?.value === true ? ['another speaker'] : []),
    ...(ageGroup === undefined ? [] : [`age: ${ageGroup.value}`]),
    ...(gender === undefined ? [] : [`voice: ${gender.value}`]),
    ...(pace === undefined ? [] : [`pace: ${pace.value}`]),
  ];
}
