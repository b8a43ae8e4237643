import type { SpeakingStyle } from '../../agent/voice.js';

const moods = {
  warm: 'warmly and kindly',
  apologetic: 'softly, with regret and sympathy',
  cheerful: 'cheerfully',
} as const;
const paces = { slow: 'slowly and clearly', fast: 'briskly' } as const;

/** A speaking style in words, such as "Speak warmly and kindly, slowly and clearly."; undefined for the ordinary one. */
export function styleText({ mood = 'neutral', pace = 'normal' }: SpeakingStyle): string | undefined {
  const wanted = [mood === 'neutral' ? [] : moods[mood], pace === 'normal' ? [] : paces[pace]].flat();
  return wanted.length === 0 ? undefined : `Speak ${wanted.join(', ')}.`;
}
