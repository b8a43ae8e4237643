/**
 * How long after the end of an utterance its transcript is there, and what the recogniser of free words costs. It runs as it
 * does in service, in its child process; its model has the real size and random weights (real-size-model.ts), the speech is
 * recorded and comes in real time.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep, systemClock } from '#src/core/clock.js';
import { grammarOf } from '#src/engines/local/dialogue/grammar.js';
import { initialState } from '#src/engines/local/dialogue/state.js';
import { startCtc } from '#src/engines/local/recogniser/ctc/start-ctc.js';
import type { Recogniser } from '#src/engines/local/recogniser/recogniser.js';
import { carrierDialogue } from '../../test/support/carrier-dialogue.js';
import { childrenRunning } from '../../test/support/child-processes.js';
import { seeded } from '../../test/support/seeded.js';
import { type BenchOptions, type Emit, percentile } from '../row.js';
import { decodingSteps } from './decoding-steps.js';
import { writeRealSizeModel } from './real-size-model.js';
import { spokenPieces } from './utterances.js';

interface Setting {
  /** At a time. */
  readonly calls: number;
  readonly utteranceS: number;
  /** The Controller asks so long after the voice ended. */
  readonly askedMs: number;
}

/** As the Controller asks, at a pause of 100 ms; and at the end itself, before anybody can know that it is one. */
const askings = [100, 0];
const settings: readonly Setting[] = [
  ...[2, 1, 4].flatMap((calls) => askings.map((askedMs) => ({ calls, utteranceS: 3, askedMs }))),
  ...[1, 6, 12].map((utteranceS) => ({ calls: 2, utteranceS, askedMs: 100 })),
];
const frameSamples = 160;
const frameMs = 20;
/** Between two utterances of a caller, at most. */
const longestPauseMs = 1_500;
const utterancesASetting = 40;
const clock = systemClock;

export const carrierPhrases: readonly string[] = grammarOf(carrierDialogue, initialState('yue'));

export interface LatencyOptions {
  /** Of each setting. */
  readonly utterances?: number;
  /** One setting alone, e.g. "2x3@100". */
  readonly setting?: string;
}

export const latencyOptionsOf = ({ utterances, setting }: BenchOptions): LatencyOptions => ({
  ...(utterances !== undefined && { utterances: Number(utterances) }),
  ...(setting !== undefined && { setting }),
});

const nameOf = ({ calls, utteranceS, askedMs }: Setting): string => `${calls}x${utteranceS}@${askedMs}`;

/** Writes a model of the real size, measures with it, and deletes it. */
export async function transcriptLatency(emit: Emit, options: LatencyOptions = {}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'undertone-real-size-'));
  try {
    writeRealSizeModel(folder, carrierPhrases);
    await inItsProcess(folder, emit, options);
    if (options.setting === undefined) await decodingSteps(folder, carrierPhrases, emit);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function inItsProcess(folder: string, emit: Emit, { utterances, setting: only }: LatencyOptions): Promise<void> {
  const startedMs = clock.nowMs();
  const started = await startCtc({ clock, kind: 'sense-voice', folder, languages: ['yue', 'cmn', 'en'] });
  const { recogniser } = started;
  if (recogniser === undefined) throw new Error(started.missing[0]?.reason);
  try {
    emit({ name: 'chinese.recogniser_load_ms', value: clock.nowMs() - startedMs, unit: 'ms' });
    memoryRows(emit, 'loaded');
    const chosen = only === undefined ? settings : settings.filter((setting) => nameOf(setting) === only);
    if (chosen.length === 0) throw new Error(`settings are ${settings.map(nameOf).join(', ')}`);
    for (const setting of chosen) await measure(recogniser, setting, utterances ?? utterancesASetting, emit);
    memoryRows(emit, 'after the run');
  } finally {
    await started.close();
  }
}

async function measure(recogniser: Recogniser, setting: Setting, utterances: number, emit: Emit): Promise<void> {
  const { calls, utteranceS, askedMs } = setting;
  const pieces = await spokenPieces(utteranceS);
  if (pieces.length === 0) return;
  const random = seeded(1);
  const latencies: number[] = [];
  let partials = 0;
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < utterances) {
      const piece = pieces[next++ % pieces.length]!;
      await sleep(clock, random() * longestPauseMs);
      const said = await say(recogniser, piece, askedMs);
      latencies.push(said.latencyMs);
      partials += said.partials;
    }
  };
  const [cpuBefore, machineBefore, ownBefore] = [cpuSeconds(), machineSeconds(), process.cpuUsage()];
  const startedMs = clock.nowMs();
  await Promise.all(Array.from({ length: calls }, caller));
  const cpu = cpuSeconds() - cpuBefore;
  const own = process.cpuUsage(ownBefore);
  const ours = cpu + (own.user + own.system) / 1e6;
  const elapsedS = (clock.nowMs() - startedMs) / 1000;
  const where = {
    calls,
    utterance_s: utteranceS,
    setting: `asked ${askedMs} ms after the end`,
    utterances,
    // Of the machine's time, what others had: the figures are no better than this is small.
    others_cpu_pct: Math.round((100 * (machineSeconds() - machineBefore - ours)) / elapsedS / availableParallelism()),
  };
  emit({ name: 'chinese.transcript_after_end_ms.p50', value: percentile(latencies, 0.5), unit: 'ms', ...where });
  emit({ name: 'chinese.transcript_after_end_ms.p95', value: percentile(latencies, 0.95), unit: 'ms', ...where });
  emit({ name: 'chinese.recogniser_cpu_s_a_second', value: cpu / (utterances * utteranceS), unit: '', ...where });
  emit({ name: 'chinese.partials_an_utterance', value: partials / utterances, unit: '', ...where });
}

/** Speaks in real time, then is silent until the answer is there. */
async function say(recogniser: Recogniser, piece: Int16Array, askedMs: number) {
  let partials = 0;
  const turn = recogniser.startTurn({
    language: 'yue',
    phrases: carrierPhrases,
    onPartial: () => {
      partials += 1;
    },
  });
  const beganMs = clock.nowMs();
  let frames = 0;
  /** A frame each 20 ms, whatever the timers did before. */
  const push = async (frame: Int16Array): Promise<void> => {
    await sleep(clock, Math.max(0, beganMs + frames * frameMs - clock.nowMs()));
    turn.push(frame);
    frames += 1;
  };
  for (let at = 0; at < piece.length; at += frameSamples) await push(piece.slice(at, at + frameSamples));
  const endedMs = clock.nowMs();
  const silent = new Int16Array(frameSamples);
  for (let silentMs = frameMs; silentMs <= askedMs; silentMs += frameMs) await push(silent);
  await turn.hear();
  const latencyMs = clock.nowMs() - endedMs;
  turn.end();
  return { latencyMs, partials };
}

const child = (): number => childrenRunning('ctc-child')[0]!;
const ticksASecond = 100;

/** Of all threads of the recogniser's process. */
function cpuSeconds(): number {
  const fields = readFileSync(`/proc/${child()}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksASecond;
}

/** In which any process ran, of all cores. */
function machineSeconds(): number {
  const [user = 0, nice = 0, system = 0] = (/^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '')
    .split(' ')
    .map(Number);
  return (user + nice + system) / ticksASecond;
}

function memoryRows(emit: Emit, when: string): void {
  const status = readFileSync(`/proc/${child()}/status`, 'utf8');
  const mb = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1000;
  emit({ name: 'chinese.recogniser_memory_mb', value: mb('VmRSS'), unit: 'MB', when });
  emit({ name: 'chinese.recogniser_memory_peak_mb', value: mb('VmHWM'), unit: 'MB', when });
}
