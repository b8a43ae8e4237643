/**
 * Turn-taking of one call after the other in virtual time (test/support/virtual-call), with real human speech and an
 * engine that needs 400 ms to its first audio. The same in every run, to the bit.
 */
import { VoiceModel } from '#src/media/ears/voice-model.js';
import type { BenchOptions, Emit } from '../row.js';
import type { TurnAudio } from '../turn-audio.js';
import { keepsSilent, overlaps, reportIgnored, reportInterruptions } from './overlaps.js';
import { engineMs, type Setting } from './setting.js';
import { readSounds, type Sounds } from './sounds.js';
import { reportTakeOvers, type TakeOver, takeOvers } from './takeovers.js';

/** `--limit=N` takes N recordings of each kind, `--jitter-ms=N` lets packets be late by up to N ms. */
export async function virtualWire(emitAll: Emit, options: BenchOptions): Promise<void> {
  // Nothing to take a share or a percentile of.
  const emit: Emit = (row) => Number.isNaN(row.value) || emitAll({ ...row, value: Math.round(row.value * 1e4) / 1e4 });
  const model = await VoiceModel.load();
  const jitterMs = Number(options['jitter-ms'] ?? 0);
  const sounds = await readSounds(model, Number(options.limit ?? Number.POSITIVE_INFINITY));
  const setting: Setting = { model, opener: shortest(sounds.orders), jitterMs };
  const context = { wire: 'deterministic', engine_ms: engineMs, jitter_ms: jitterMs };
  emit({ name: 'turns.left_out', value: sounds.leftOut, unit: 'recordings', ...context, set: 'orders' });
  await responses(setting, sounds, context, emit);
  await sounding(setting, sounds, context, emit);
  await model.close();
}

type Context = Readonly<Record<string, string | number | boolean>>;

async function responses(setting: Setting, sounds: Sounds, context: Context, emit: Emit): Promise<void> {
  const { orders, numbers, cantonese } = sounds;
  const all: { guessed: TakeOver[]; without: TakeOver[] } = { guessed: [], without: [] };
  for (const [set, said] of Object.entries({ orders, numbers, cantonese })) {
    const guessed = await takeOvers(setting, said, true);
    const without = await takeOvers(setting, said, false);
    reportTakeOvers(guessed, without, { ...context, set }, emit);
    all.guessed.push(...guessed);
    all.without.push(...without);
  }
  reportTakeOvers(all.guessed, all.without, { ...context, set: 'all' }, emit);
  const told = await takeOvers(setting, numbers, true, true);
  const toldWithout = await takeOvers(setting, numbers, false, true);
  reportTakeOvers(told, toldWithout, { ...context, set: 'numbers', transcript: true }, emit);
}

async function sounding(setting: Setting, sounds: Sounds, context: Context, emit: Emit): Promise<void> {
  const { orders, backChannels, noises } = sounds;
  reportInterruptions(await overlaps(setting, orders), { ...context, set: 'orders' }, emit);
  reportIgnored('turns.backchannel_ignored_share', await overlaps(setting, backChannels), context, emit);
  reportIgnored('turns.noise_ignored_share', await overlaps(setting, noises), { ...context, during: 'speech' }, emit);
  const silent = await keepsSilent(setting, noises);
  const value = silent.filter(Boolean).length / silent.length;
  const where = { ...context, during: 'silence', sounds: silent.length };
  emit({ name: 'turns.noise_ignored_share', value, unit: 'share', ...where });
}

const lengthMs = ({ firstMs, lastMs }: TurnAudio): number => lastMs - firstMs;

function shortest(turns: readonly TurnAudio[]): TurnAudio {
  return turns.reduce((least, turn) => (lengthMs(turn) < lengthMs(least) ? turn : least));
}
