/** How the caller sounds, as an engine hears it. Impressions: never a reason to grant or refuse anything. */

export const emotions = ['neutral', 'happy', 'angry', 'sad', 'anxious', 'surprised', 'disgusted'] as const;
export type Emotion = (typeof emotions)[number];
export const ageGroups = ['child', 'young', 'middle-aged', 'elderly'] as const;
export const genders = ['female', 'male'] as const;
export const paces = ['slow', 'normal', 'fast'] as const;
export const noises = ['quiet', 'some', 'loud'] as const;
/** Sounds that are no words: of the caller, and the last two from behind the caller. */
export const voiceEvents = ['laughter', 'crying', 'sigh', 'cough', 'sneeze', 'applause', 'music'] as const;
export type VoiceEvent = (typeof voiceEvents)[number];

export interface Impression<T> {
  readonly value: T;
  /** 0 to 1, where the engine says how sure it is. */
  readonly confidence?: number;
}

/** What an engine makes of a turn's sound; what it cannot tell is absent. */
export interface ParalinguisticReading {
  readonly emotion?: Impression<Emotion>;
  readonly ageGroup?: Impression<(typeof ageGroups)[number]>;
  readonly gender?: Impression<(typeof genders)[number]>;
  readonly pace?: Impression<(typeof paces)[number]>;
  /** Behind the caller. */
  readonly noise?: Impression<(typeof noises)[number]>;
  readonly events?: readonly Impression<VoiceEvent>[];
  /** Another person has taken the phone. */
  readonly speakerChange?: Impression<boolean>;
  /** As the engine put it, where it has words of its own. Bounded. */
  readonly tags?: readonly string[];
}
