/**
 * `npm run bench -- interruption`: what the bot makes of sounds over its own speech, on real recordings through G.711
 * and the real ears, without a transcript. Real interruptions are whole orders; back-channels are words, digits and
 * short phrases, of which only the length is that of a back-channel; noise is noise. The bot pauses at the ears'
 * speech-start; `fit=other-half` rows choose the length of a real interruption on one half of the recordings and judge
 * it on the other.
 */
import { patienceNames } from '#src/agent/end-of-turn/patience.js';
import {
  type Interruption,
  type InterruptionRules,
  interruptionRules,
  judgeInterruption,
} from '#src/agent/interruption/interruption.js';
import { beginOverlap, followOverlap, type Overlap } from '#src/agent/interruption/overlap.js';
import { readWav } from '#src/caller/wav.js';
import type { TurnCues } from '#src/core/turn-cues.js';
import { defaultEarOptions } from '#src/media/ears/ear-options.js';
import { frameMs } from '#src/media/ears/ears.js';
import { Prosody } from '#src/media/ears/prosody.js';
import { Segmenter } from '#src/media/ears/segmenter.js';
import { frameSamples, VoiceModel } from '#src/media/ears/voice-model.js';
import { type Bench, percentile, type Row } from './row.js';
import { hasSharedData, sharedClips } from './shared-data.js';
import { onALine, spanOf } from './turn-audio.js';
import { lineMs } from './turn-run.js';
import { frameFeatures, throughG711 } from './vad-run.js';

type Emit = (row: Row) => void;
type Context = Readonly<Record<string, string | number | boolean>>;

/** A recording as the call hears it: the cues of each frame, and the onset where the ears reported one. */
interface Sound {
  readonly set: string;
  /** First voiced sample by level; undefined where the ears' onset is so far off that it is something else. */
  readonly firstMs: number | undefined;
  readonly frames: readonly { readonly cues: TurnCues; readonly onsetMs: number | undefined }[];
}

interface Verdict {
  readonly judged: Interruption | 'unheard';
  /** From the onset to the verdict, on the audio's time. */
  readonly decisionMs: number;
  /** From the first voiced sample to the pause of the bot, on the wire. */
  readonly pauseMs: number;
}

const realSets = ['speech/orders/'];
const backChannelSets = ['speech/commands/', 'speech/digits/', 'speech/short/'];
const noiseSets = ['noise/esc10/'];
/** A verdict later than this is none. */
const latestMs = 1500;
const trustedMs = 300;
/** Voice that pauses the bot again. */
const resumeMs = 64;
const goal = { honoured: 0.95, ignored: 0.9 };
const candidatesMs = Array.from({ length: 20 }, (_, index) => 384 + 32 * index);

export const bench: Bench = async (emit) => {
  if (!hasSharedData) return;
  const model = await VoiceModel.load();
  const real = await hearAll(model, realSets);
  const backChannels = await hearAll(model, backChannelSets);
  const noises = await hearAll(model, noiseSets);
  await model.close();

  pauses([...real, ...backChannels], emit);
  for (const patience of patienceNames) {
    const rulesOf = () => interruptionRules[patience];
    honoured(real, rulesOf, { patience }, emit);
    ignored('backchannel', backChannels, rulesOf, { patience, set: 'all' }, emit);
    for (const set of backChannelSets) {
      const clips = backChannels.filter((sound) => sound.set === set);
      ignored('backchannel', clips, rulesOf, { patience, set }, emit);
    }
    ignored('noise', noises, rulesOf, { patience, set: 'all' }, emit);
  }

  const chosen = [0, 1].map((half) => choose(otherHalf(real, half), otherHalf(backChannels, half)));
  const rulesOf = (index: number) => chosen[index % 2]!;
  const where = { fit: 'other-half', realMs: chosen.map(({ realMs }) => realMs).join('/') };
  honoured(real, rulesOf, where, emit);
  ignored('backchannel', backChannels, rulesOf, where, emit);
  ignored('noise', noises, rulesOf, where, emit);
};

async function hearAll(model: VoiceModel, sets: readonly string[]): Promise<Sound[]> {
  const sounds = [];
  for (const set of sets) {
    for (const { file } of sharedClips(set)) sounds.push(await hear(model, set, (await readWav(file)).samples));
  }
  return sounds;
}

async function hear(model: VoiceModel, set: string, samples: Int16Array): Promise<Sound> {
  const line = onALine(samples);
  const heard = throughG711(line);
  const prosody = new Prosody();
  const segmenter = new Segmenter(defaultEarOptions);
  const frames = [];
  for (const [index, frame] of (await frameFeatures(model, heard)).entries()) {
    const event = segmenter.add(frame);
    const cues = prosody.add(heard.subarray(index * frameSamples, (index + 1) * frameSamples), frame);
    if (event?.type === 'speech-end') prosody.reset();
    const onsetMs = event?.type === 'speech-start' || event?.type === 'speech-resume' ? event.onsetMs : undefined;
    if (cues !== undefined) frames.push({ cues, onsetMs });
  }
  const firstMs = spanOf(line)?.firstMs;
  const onsetMs = frames.find((frame) => frame.onsetMs !== undefined)?.onsetMs;
  const isTrusted = firstMs !== undefined && onsetMs !== undefined && Math.abs(onsetMs - firstMs) <= trustedMs;
  return { set, firstMs: isTrusted ? firstMs : undefined, frames };
}

/** The first verdict that counts: `real` if there is one, else the last of the others. */
function judge(sound: Sound, rules: InterruptionRules): Verdict {
  const listener = new Listener(sound, rules);
  for (const frame of sound.frames) if (listener.hear(frame) === 'real') break;
  return listener.verdict;
}

/** A bot that speaks all the time, pauses when the caller does, and goes on after a verdict other than `real`. */
class Listener {
  readonly #sound: Sound;
  readonly #rules: InterruptionRules;
  #overlap: Overlap | undefined;
  #isOpen = false;
  #voicedMs = 0;
  #first: { readonly pausedMs: number; readonly onsetMs: number } | undefined;
  verdict: Verdict = { judged: 'unheard', decisionMs: Number.NaN, pauseMs: Number.NaN };

  constructor(sound: Sound, rules: InterruptionRules) {
    this.#sound = sound;
    this.#rules = rules;
  }

  hear({ cues, onsetMs }: Sound['frames'][number]): Interruption {
    this.#voicedMs = cues.quietMs === 0 ? this.#voicedMs + frameMs : 0;
    const fromMs = onsetMs ?? this.#resumption(cues);
    if (!this.#isOpen && fromMs !== undefined) this.#open(fromMs, cues.atMs);
    if (this.#overlap === undefined || !this.#isOpen) return 'undecided';
    this.#overlap = followOverlap(this.#overlap, cues);
    const situation = { overlap: this.#overlap, text: undefined, language: 'en', usualPeakDbfs: undefined } as const;
    const judged = judgeInterruption(situation, this.#rules);
    if (judged !== 'undecided') this.#decide(judged, cues.atMs);
    return judged;
  }

  /** After a verdict the bot goes on until the caller does; the ears call it a resumption only after a longer pause. */
  #resumption({ atMs }: TurnCues): number | undefined {
    const sinceMs = atMs - resumeMs;
    const resumed = this.#overlap !== undefined && this.#voicedMs === resumeMs && sinceMs > this.#overlap.onsetMs;
    return resumed ? sinceMs : undefined;
  }

  #open(onsetMs: number, nowMs: number): void {
    this.#overlap = beginOverlap(onsetMs, this.#overlap);
    this.#isOpen = true;
    this.#first ??= { pausedMs: nowMs, onsetMs };
  }

  #decide(judged: Interruption, nowMs: number): void {
    const { pausedMs, onsetMs } = this.#first!;
    this.#isOpen = false;
    const pauseMs = pausedMs + lineMs - (this.#sound.firstMs ?? Number.NaN);
    this.verdict = { judged, decisionMs: nowMs - onsetMs, pauseMs };
  }
}

const isReal = ({ judged, decisionMs }: Verdict): boolean => judged === 'real' && decisionMs <= latestMs;

function honoured(
  sounds: readonly Sound[],
  rulesOf: (index: number) => InterruptionRules,
  context: Context,
  emit: Emit,
): void {
  const verdicts = sounds.map((sound, index) => judge(sound, rulesOf(index)));
  const where = { ...context, clips: sounds.length };
  const real = verdicts.filter(isReal);
  emit({ name: 'interruption.honoured_share', value: real.length / sounds.length, unit: 'share', ...where });
  const latencies = real.map(({ decisionMs }) => decisionMs);
  emit({ name: 'interruption.decision_ms.p50', value: percentile(latencies, 0.5), unit: 'ms', ...where });
  emit({ name: 'interruption.decision_ms.p95', value: percentile(latencies, 0.95), unit: 'ms', ...where });
}

function ignored(
  what: 'backchannel' | 'noise',
  sounds: readonly Sound[],
  rulesOf: (index: number) => InterruptionRules,
  context: Context,
  emit: Emit,
): void {
  const verdicts = sounds.map((sound, index) => judge(sound, rulesOf(index)));
  const where = { ...context, clips: sounds.length };
  const stopped = verdicts.filter(isReal).length;
  const share = 1 - stopped / sounds.length;
  emit({ name: `interruption.${what}_ignored_share`, value: share, unit: 'share', ...where });
  const unheard = verdicts.filter(({ judged }) => judged === 'unheard').length / sounds.length;
  emit({ name: `interruption.${what}_no_pause_share`, value: unheard, unit: 'share', ...where });
}

function pauses(sounds: readonly Sound[], emit: Emit): void {
  const latencies = sounds
    .map((sound) => judge(sound, interruptionRules.balanced).pauseMs)
    .filter((pauseMs) => !Number.isNaN(pauseMs));
  const where = { clips: latencies.length, of: sounds.length };
  emit({ name: 'interruption.pause_ms.p50', value: percentile(latencies, 0.5), unit: 'ms', ...where });
  emit({ name: 'interruption.pause_ms.p95', value: percentile(latencies, 0.95), unit: 'ms', ...where });
}

/** The shortest length that reaches both goals; the longest where none does. */
function choose(real: readonly Sound[], backChannels: readonly Sound[]): InterruptionRules {
  const { endMs } = interruptionRules.balanced;
  const stopped = (sounds: readonly Sound[], realMs: number) =>
    sounds.filter((sound) => isReal(judge(sound, { realMs, endMs }))).length / sounds.length;
  const realMs = candidatesMs.find(
    (candidateMs) =>
      stopped(real, candidateMs) >= goal.honoured && stopped(backChannels, candidateMs) <= 1 - goal.ignored,
  );
  return { realMs: realMs ?? candidatesMs.at(-1)!, endMs };
}

function otherHalf(sounds: readonly Sound[], half: number): readonly Sound[] {
  return sounds.filter((_, index) => index % 2 !== half);
}
