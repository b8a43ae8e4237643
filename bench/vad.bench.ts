/**
 * `npm run bench -- vad`: what a frame of the ears costs, and how well they hear real recordings through G.711.
 * Latencies and end errors are against the level of the recording: its first and last 32 ms frame within 28 dB of
 * its loud frames.
 */
import { readWav } from '#src/caller/wav.js';
import { frameMs } from '#src/media/ears/ears.js';
import type { FrameFeatures, SpeechEvent } from '#src/media/ears/segmenter.js';
import { inputSamples, stateFloats, VoiceModel } from '#src/media/ears/voice-model.js';
import { type Bench, percentile, type Row } from './row.js';
import { type Clip, sharedClips } from './shared-data.js';
import { frameFeatures, speechEvents, throughG711 } from './vad-run.js';

type Emit = (row: Row) => void;

const speechSets = ['speech/orders/', 'speech/short/', 'speech/commands/', 'speech/digits/', 'emotion/emodb/'];
const batchRuns = 400;
const beforeMs = 500;
const afterMs = 1500;
/** Idle line noise, one bit of a 16-bit sample high. */
const lineNoise = 2;
const audibleDropDb = 28;

export const bench: Bench = async (emit) => {
  const model = await VoiceModel.load();
  for (const batch of [1, 16, 64]) await frameCost(model, batch, emit);
  for (const set of speechSets) await speechSet(model, set, emit);
  await noiseSet(model, 'noise/esc10/', emit);
  await model.close();
};

async function frameCost(model: VoiceModel, batch: number, emit: Emit): Promise<void> {
  const frames = Array.from({ length: batch }, (_, seed) => ({
    input: Float32Array.from({ length: inputSamples }, (_, i) => 0.1 * Math.sin(i * (seed + 1))),
    state: new Float32Array(stateFloats),
    voice: 0,
  }));
  for (let run = 0; run < 50; run++) await model.run(frames);
  const before = process.cpuUsage();
  for (let run = 0; run < batchRuns; run++) await model.run(frames);
  const { user, system } = process.cpuUsage(before);
  emit({ name: 'vad.frame_ms', value: (user + system) / 1000 / batchRuns / batch, unit: 'ms', batch, cpu: true });
}

async function speechSet(model: VoiceModel, set: string, emit: Emit): Promise<void> {
  const heard = await hearAll(model, set);
  if (heard.length === 0) return;
  const where = { set, clips: heard.length };
  const found = heard.filter(({ events }) => events.some(({ type }) => type === 'speech-start'));
  emit({ name: 'vad.detected_share', value: found.length / heard.length, unit: 'share', ...where });
  const pauses = heard.flatMap(({ events }) => events.filter(({ type }) => type === 'speech-pause'));
  emit({ name: 'vad.pauses_per_clip', value: pauses.length / heard.length, unit: 'pauses', ...where });
  const latencies = found.map(
    ({ events, firstMs }) => events.find(({ type }) => type === 'speech-start')!.atMs - firstMs,
  );
  emit({ name: 'vad.onset_latency_ms.p50', value: percentile(latencies, 0.5), unit: 'ms', ...where });
  emit({ name: 'vad.onset_latency_ms.p95', value: percentile(latencies, 0.95), unit: 'ms', ...where });
  const errors = found.map(({ events, lastMs }) => Math.abs(lastVoiced(events) - lastMs));
  emit({ name: 'vad.end_error_ms.p50', value: percentile(errors, 0.5), unit: 'ms', ...where });
}

async function noiseSet(model: VoiceModel, set: string, emit: Emit): Promise<void> {
  const heard = await hearAll(model, set);
  if (heard.length === 0) return;
  const starts = heard.flatMap(({ events }) => events.filter(({ type }) => type === 'speech-start')).length;
  const minutes = heard.reduce((sum, { durationMs }) => sum + durationMs, 0) / 60_000;
  emit({ name: 'vad.false_starts_per_min', value: starts / minutes, unit: '1/min', set, clips: heard.length, starts });
}

/** One clip after the other: the model takes one batch at a time. */
async function hearAll(model: VoiceModel, set: string) {
  const heard = [];
  for (const clip of sharedClips(set)) heard.push(await hear(model, clip));
  return heard;
}

async function hear(model: VoiceModel, clip: Clip) {
  const { samples } = await readWav(clip.file);
  const frames = await frameFeatures(model, throughG711(onALine(samples)));
  const durationMs = samples.length / 8;
  return { events: speechEvents(frames), durationMs, ...audibleSpan(frames, durationMs) };
}

/** The recording with an idle line before and after it. */
function onALine(samples: Int16Array): Int16Array {
  const line = new Int16Array(samples.length + (beforeMs + afterMs) * 8);
  for (let i = 0; i < line.length; i++) line[i] = ((i * 7919) % 5) - lineNoise;
  for (let i = 0; i < samples.length; i++) line[beforeMs * 8 + i]! += samples[i]!;
  return line;
}

function audibleSpan(frames: readonly FrameFeatures[], durationMs: number): { firstMs: number; lastMs: number } {
  const inside = frames.filter(({ atMs }) => atMs < beforeMs + durationMs);
  const loud = percentile(
    inside.map(({ levelDbfs }) => levelDbfs),
    0.97,
  );
  const audible = inside.filter(({ levelDbfs }) => levelDbfs > loud - audibleDropDb);
  return { firstMs: audible.at(0)?.atMs ?? 0, lastMs: (audible.at(-1)?.atMs ?? 0) + frameMs };
}

function lastVoiced(events: readonly SpeechEvent[]): number {
  const pause = events.findLast((event) => event.type === 'speech-pause');
  return pause?.type === 'speech-pause' ? pause.lastVoicedMs : Number.NaN;
}
