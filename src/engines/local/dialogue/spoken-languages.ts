import type { Language } from '../../../core/language.js';
import type { Dialogue } from './dialogue-schema.js';

/** The dialogue as far as `spoken` goes: what would lead to a language without a voice is neither offered nor understood. */
export function inSpokenLanguages(dialogue: Dialogue, spoken: readonly Language[]): Dialogue {
  const languages = dialogue.languages.filter((language) => spoken.includes(language));
  if (languages.length === dialogue.languages.length) return dialogue;
  const tasks = Object.entries(dialogue.tasks).filter(([, { steps }]) =>
    steps.every(({ language }) => language === undefined || languages.includes(language)),
  );
  const kept = new Set(tasks.map(([name]) => name));
  const intents = Object.entries(dialogue.intents).filter(([, { task }]) => task === undefined || kept.has(task));
  return { ...dialogue, languages, tasks: Object.fromEntries(tasks), intents: Object.fromEntries(intents) };
}
