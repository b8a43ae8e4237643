/**
 * Turn-taking of one call after the other in virtual time (test/support/virtual-call), with real human speech and an
 * engine that needs 400 ms to its first audio. The same in every run, to the bit.
 */
import { VoiceModel } from '#src/media/ears/voice-model.js';
import type { BenchOptions, Emit } from '../row.js';
import type { TurnAudio } from '../turn-audio.js';
import { keepsSilent, type Overlap, overlaps, reportIgnored, reportInterruptions } from './overlaps.js';
import { engineMs, type Setting } from './setting.js';
import { readSounds, type Sounds } from './sounds.js';
import { type Manner, reportTakeOvers, type TakeOver, takeOvers } from './takeovers.js';

/**
 * `--limit=N` takes N recordings of each kind, `--jitter-ms=N` lets packets be late by up to N ms, `--cases=yes` gives
 * a row for each case too.
 */
export async function virtualWire(emitAll: Emit, options: BenchOptions): Promise<void> {
  // Nothing to take a share or a percentile of.
  const emit: Emit = (row) => Number.isNaN(row.value) || emitAll({ ...row, value: Math.round(row.value * 1e4) / 1e4 });
  const model = await VoiceModel.load();
  const jitterMs = Number(options['jitter-ms'] ?? 0);
  const sounds = await readSounds(model, Number(options.limit ?? Number.POSITIVE_INFINITY));
  const setting: Setting = { model, opener: shortest(sounds.orders), jitterMs };
  const context = { wire: 'deterministic', engine_ms: engineMs, jitter_ms: jitterMs };
  emit({ name: 'turns.left_out', value: sounds.leftOut, unit: 'recordings', ...context, set: 'orders' });
  const emitCases = options.cases === 'yes' ? emitAll : () => {};
  await responses(setting, sounds, context, emit, emitCases);
  await sounding(setting, sounds, context, emit, emitCases);
  await model.close();
}

type Context = Readonly<Record<string, string | number | boolean>>;

async function responses(setting: Setting, sounds: Sounds, context: Context, emit: Emit, emitCases: Emit) {
  const { orders, numbers, cantonese, hesitant } = sounds;
  for (const opener of [true, false]) {
    const hold = async (said: readonly TurnAudio[], where: Context, partials?: Manner['partials']) => {
      const manner = { opener, ...(partials && { partials }) };
      const guessed = await takeOvers(setting, said, { ...manner, speculation: true });
      const without = await takeOvers(setting, said, { ...manner, speculation: false });
      reportTakeOvers(guessed, without, { ...context, ...where, opener }, emit);
      reportCases(guessed, { ...where, opener, speculation: true }, emitCases);
      reportCases(without, { ...where, opener, speculation: false }, emitCases);
      return { guessed, without };
    };
    const all: { guessed: TakeOver[]; without: TakeOver[] } = { guessed: [], without: [] };
    for (const [set, said] of Object.entries({ orders, numbers, cantonese })) {
      const { guessed, without } = await hold(said, { set });
      all.guessed.push(...guessed);
      all.without.push(...without);
    }
    reportTakeOvers(all.guessed, all.without, { ...context, set: 'all', opener }, emit);
    // Without a transcript nobody can know that these go on.
    await hold(hesitant, { set: 'hesitant' });
  }
}

async function sounding(setting: Setting, sounds: Sounds, context: Context, emit: Emit, emitCases: Emit) {
  const { orders, backChannels, noises } = sounds;
  const over = async (played: readonly TurnAudio[], where: Context) => {
    const outcomes = await overlaps(setting, played);
    reportCases(outcomes, { ...where, over: 'speech' }, emitCases);
    return outcomes;
  };
  reportInterruptions(await over(orders, { set: 'orders' }), { ...context, set: 'orders' }, emit);
  const heard = await over(backChannels, { set: 'back-channels' });
  reportIgnored('turns.backchannel_ignored_share', heard, { ...context, set: 'all' }, emit);
  for (const set of new Set(backChannels.map((sound) => sound.set))) {
    const ofSet = heard.filter((_, index) => backChannels[index]!.set === set);
    reportIgnored('turns.backchannel_ignored_share', ofSet, { ...context, set }, emit);
  }
  const disturbed = await over(noises, { set: 'noise' });
  reportIgnored('turns.noise_ignored_share', disturbed, { ...context, during: 'speech' }, emit);
  const silent = await keepsSilent(setting, noises);
  const value = silent.filter(Boolean).length / silent.length;
  const where = { ...context, during: 'silence', sounds: silent.length };
  emit({ name: 'turns.noise_ignored_share', value, unit: 'share', ...where });
}

/** What came of each case, in the order of the recordings. */
function reportCases(outcomes: readonly (TakeOver | Overlap)[], where: Context, emit: Emit): void {
  for (const [index, outcome] of outcomes.entries()) {
    emit({ name: 'turns.case', value: index, unit: 'index', ...where, ...outcome });
  }
}

const lengthMs = ({ firstMs, lastMs }: TurnAudio): number => lastMs - firstMs;

function shortest(turns: readonly TurnAudio[]): TurnAudio {
  return turns.reduce((least, turn) => (lengthMs(turn) < lengthMs(least) ? turn : least));
}
