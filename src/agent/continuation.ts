/**
 * What an engine that takes over in the middle of an answer is told: undefined where the caller has heard none of its words. An
 * engine that takes no instructions says the answer from its beginning, after the bridge.
 */
export function continuation(heardText: string): string | undefined {
  if (heardText === '') return undefined;
  return `The caller has already heard the beginning of the answer to this: ${JSON.stringify(heardText)}. Go on right after these words, without repeating them and without mentioning the interruption.`;
}
