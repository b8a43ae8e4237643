/** What the line itself tells of who is at the other end. Made in the media worker, judged by the agent. Times are Clock.nowMs(). */
export type LineCue =
  /** A pure tone that is over; one that lasts is told of every 5 s. */
  | {
      readonly type: 'tone';
      readonly startedMs: number;
      readonly durationMs: number;
      readonly hz: number;
      readonly levelDbfs: number;
    }
  /** About a second of the line. */
  | {
      readonly type: 'second';
      /** End of it. */
      readonly atMs: number;
      readonly spanMs: number;
      /** Time within 30 dB of the recent peak, and louder than a line on which nothing is said. */
      readonly activeMs: number;
      /** Time that was voice to the voice model. */
      readonly voicedMs: number;
      /** Time that had a pitch, or a tone, and was no voice: music. */
      readonly pitchedMs: number;
    };
