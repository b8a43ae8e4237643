/** How well a voice that dies away tells ends from pauses, on halves of the turns with low and high voices: hardly a speaker is in both. */
import { isClearSilence } from '#src/agent/end-of-turn/end-of-turn.js';
import { patiences } from '#src/agent/end-of-turn/patience.js';
import { type Emit, percentile } from './row.js';
import { type HeardTurn, soundOnly } from './turn-run.js';

const bars = [0.25, 0.3, 0.35, 0.4, 0.45];
/** Silence by which an end should be clear, for a word that is heard 350 ms after it. */
const soonMs = 256;
/** A pause ends before the last voice, as far as ears and labels agree. */
const slackMs = 100;

export function clearSilences(turns: readonly HeardTurn[], set: string, emit: Emit): void {
  const byPitch = [...turns].sort((a, b) => pitchOf(a) - pitchOf(b));
  const middle = Math.floor(turns.length / 2);
  const halves = { low: byPitch.slice(0, middle), high: byPitch.slice(middle) };
  for (const [voices, half] of Object.entries(halves)) {
    for (const bar of bars) {
      const share = (name: string, of: (turn: HeardTurn, bar: number) => boolean) => {
        const value = half.filter((turn) => of(turn, bar)).length / half.length;
        emit({ name, value, unit: 'share', set, voices, bar, turns: half.length });
      };
      share('eot.end_clear_share', isEndClear);
      share('eot.pause_clear_share', isPauseClear);
    }
  }
}

function pitchOf({ cues, lastMs }: HeardTurn): number {
  const pitches = cues.filter(({ atMs, pitchHz }) => atMs < lastMs && pitchHz > 0).map(({ pitchHz }) => pitchHz);
  return pitches.length === 0 ? 0 : percentile(pitches, 0.5);
}

const isClear = (cues: HeardTurn['cues'][number], bar: number): boolean =>
  isClearSilence(soundOnly(cues), { ...patiences.balanced, clearVoice: bar });

function isEndClear({ cues, lastMs }: HeardTurn, bar: number): boolean {
  return cues.some((cue) => cue.atMs > lastMs && cue.quietMs <= soonMs && isClear(cue, bar));
}

/** In a pause whose caller does not come back before the word would be heard. */
function isPauseClear({ cues, lastMs }: HeardTurn, bar: number): boolean {
  return cues.some((cue, index) => {
    const isPause = cue.quietMs > 0 && cue.atMs - cue.quietMs < lastMs - slackMs;
    return isPause && isClear(cue, bar) && (cues[index + 1]?.quietMs ?? 0) > 0;
  });
}
