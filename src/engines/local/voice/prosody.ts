import type { SpeakingStyle } from '../../../agent/voice.js';

/** Factors on a voice's own speed and pitch; 1 leaves them. */
export interface Prosody {
  readonly speed: number;
  readonly pitch: number;
}

const paceSpeed = { slow: 0.82, normal: 1, fast: 1.18 } as const;

const moods = {
  neutral: { speed: 1, pitch: 1 },
  warm: { speed: 0.97, pitch: 0.97 },
  apologetic: { speed: 0.93, pitch: 0.92 },
  cheerful: { speed: 1.04, pitch: 1.1 },
} as const;

export function prosodyOf(style: SpeakingStyle): Prosody {
  const mood = moods[style.mood ?? 'neutral'];
  return { speed: mood.speed * paceSpeed[style.pace ?? 'normal'], pitch: mood.pitch };
}
