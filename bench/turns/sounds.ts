/** What callers say in the bench, with where it begins and ends on their side of the line. */
import { readWav } from '#src/caller/wav.js';
import { frameMs } from '#src/media/ears/ears.js';
import type { FrameFeatures } from '#src/media/ears/segmenter.js';
import type { VoiceModel } from '#src/media/ears/voice-model.js';
import { sharedClips } from '../shared-data.js';
import { dictatedNumbers, hesitantOrders, recordedTurns, type TurnAudio } from '../turn-audio.js';
import { frameFeatures, throughG711 } from '../vad-run.js';

const voiceThreshold = 0.5;
/** Voice and level that disagree by more about where a recording begins or ends: noise in it, and no label to trust. */
const trustedMs = 300;
const numbers = 40;
export const digitsEach = 8;

/** Silence that ends a turn of a conversation that nobody has cut. */
const turnSilenceMs = 600;
const shortestTurnMs = 1000;
const beforeMs = 300;
const afterMs = 3000;

export interface Sounds {
  /** Whole orders with the pauses in them. */
  readonly orders: readonly TurnAudio[];
  /** Orders with a pause of 300 to 900 ms put in. */
  readonly hesitant: readonly TurnAudio[];
  readonly numbers: readonly TurnAudio[];
  readonly cantonese: readonly TurnAudio[];
  /** Of the length of a back-channel, whatever their words. */
  readonly backChannels: readonly TurnAudio[];
  readonly noises: readonly TurnAudio[];
  /** Recordings without a begin or an end that can be told. */
  readonly leftOut: number;
}

/** At most `limit` of each kind, spread over all there are. */
export async function readSounds(model: VoiceModel, limit: number): Promise<Sounds> {
  const all = await recordedTurns('speech/orders/', false);
  const orders = await trusted(model, all);
  const short = await recordedTurns('speech/short/', true, 'cut too');
  const commands = await recordedTurns('speech/commands/', true, 'cut too');
  return {
    orders: spread(orders, limit),
    hesitant: spread(await trusted(model, await hesitantOrders()), limit),
    numbers: await dictatedNumbers(Math.min(numbers, limit), digitsEach),
    cantonese: spread(await conversationTurns(model, 'speech/cantonese/'), limit),
    backChannels: [...spread(short, limit), ...spread(commands, limit)],
    noises: spread(await recordedTurns('noise/esc10/', false, 'cut too'), limit),
    leftOut: all.length - orders.length,
  };
}

async function trusted(model: VoiceModel, turns: readonly TurnAudio[]): Promise<TurnAudio[]> {
  const kept = [];
  for (const turn of turns) if (await hasTrustedSpan(model, turn)) kept.push(turn);
  return kept;
}

async function hasTrustedSpan(model: VoiceModel, { samples, firstMs, lastMs }: TurnAudio): Promise<boolean> {
  const voiced = (await frameFeatures(model, throughG711(samples))).filter(({ voice }) => voice >= voiceThreshold);
  const first = voiced.at(0)?.atMs ?? Number.NaN;
  const last = (voiced.at(-1)?.atMs ?? Number.NaN) + frameMs;
  return Math.abs(first - firstMs) < trustedMs && Math.abs(last - lastMs) < trustedMs;
}

/**
 * Recorded conversations cut into turns where they are silent for longest; each goes on with the background of that
 * silence. Begin and end are by the voice model over the whole recording, because the background is too loud to go by level.
 */
async function conversationTurns(model: VoiceModel, set: string): Promise<TurnAudio[]> {
  const turns: TurnAudio[] = [];
  for (const clip of sharedClips(set)) {
    const { samples } = await readWav(clip.file);
    const spans = voicedSpans(await frameFeatures(model, throughG711(samples)));
    for (const [index, span] of spans.entries()) {
      const next = spans[index + 1];
      if (next === undefined || span.toMs - span.fromMs < shortestTurnMs) continue;
      const fromMs = Math.max(0, span.fromMs - beforeMs);
      const background = samples.subarray((span.toMs + 100) * 8, (next.fromMs - 100) * 8);
      turns.push({
        set,
        language: 'yue',
        samples: goingOn(samples.subarray(fromMs * 8, (span.toMs + 100) * 8), background),
        firstMs: span.fromMs - fromMs,
        lastMs: span.toMs - fromMs,
        expectedDigits: 0,
        isShort: false,
        openUntilMs: 0,
      });
    }
  }
  return turns;
}

function voicedSpans(frames: readonly FrameFeatures[]): { fromMs: number; toMs: number }[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const { voice, atMs } of frames) {
    if (voice < voiceThreshold) continue;
    const last = spans.at(-1);
    if (last !== undefined && atMs - last.toMs < turnSilenceMs) last.toMs = atMs + frameMs;
    else spans.push({ fromMs: atMs, toMs: atMs + frameMs });
  }
  return spans;
}

function goingOn(speech: Int16Array, background: Int16Array): Int16Array {
  const whole = new Int16Array(speech.length + afterMs * 8);
  whole.set(speech);
  for (let at = speech.length; at < whole.length; at++)
    whole[at] = background[(at - speech.length) % background.length]!;
  return whole;
}

function spread<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, index) => items[Math.floor((index * items.length) / limit)]!);
}
