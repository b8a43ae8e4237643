import { languages } from '#src/core/language.js';
import { forkChannel } from '#src/engines/local/child/channel.js';
import { startChildRecogniser } from '#src/engines/local/recogniser/child-recogniser.js';
import type { Heard } from '#src/engines/local/recogniser/recogniser.js';
import type { StartRecognition } from '#src/recognition.js';

/** One process for all languages that hears these, turn by turn, whatever is said: for one call at a time. */
export const scriptedRecognition =
  (answers: readonly Partial<Heard>[]): StartRecognition =>
  async ({ clock, log }) => {
    const whole = answers.map((heard) => ({ text: '', confidence: 0.95, unknownWords: 0, freeWords: true, ...heard }));
    const { recogniser, missing, close } = await startChildRecogniser({
      open: forkChannel(new URL('./scripted-recogniser-child.mjs', import.meta.url)),
      model: { answers: whole },
      languages,
      freeWords: true,
      hasTags: true,
      clock,
      log,
    });
    const heardBy = recogniser === undefined ? [] : languages.map((language) => [language, recogniser] as const);
    return { recognisers: new Map(heardBy), missing, close };
  };
