/** What the bot makes of sounds over its own speech, and of noise when nobody speaks. */
import { seeded } from '../../test/support/seeded.js';
import { traceReply, unmistakableAudio } from '../../test/support/virtual-call/reply-trace.js';
import { type Emit, percentile, type Row } from '../row.js';
import type { TurnAudio } from '../turn-audio.js';
import { isOverFor, type Setting, say, startCall } from './setting.js';

/** Longer than any recording over it. */
const reply = unmistakableAudio(25_000);
/** How much of the reply is heard before the sound begins: from the first to the second. */
const heardMs = [800, 1600] as const;
/** After the sound, until it is certain what becomes of the reply. */
const afterMs = 2000;
/** What is still on its way when the bot has been cut. */
const cutMs = 100;

type Context = Omit<Row, 'name' | 'value' | 'unit'>;

export interface Overlap {
  /** The reply was broken off. */
  readonly cut: boolean;
  /** From the sound's first voiced packet to the last audible packet of the reply; only where it was cut. */
  readonly interruptionMs: number;
  /** How long the bot was silent before it went on. */
  readonly silentMs: number;
  /** It always went on from where it had stopped. */
  readonly exact: boolean;
}

/** Plays each sound over the reply of a call of its own. */
export async function overlaps(setting: Setting, sounds: readonly TurnAudio[]): Promise<Overlap[]> {
  const outcomes = [];
  for (const [index, sound] of sounds.entries()) outcomes.push(await overlap(setting, sound, index));
  return outcomes;
}

async function overlap(setting: Setting, sound: TurnAudio, index: number): Promise<Overlap> {
  const call = await startCall(setting, index, [{ text: 'A long reply.', audio: reply }]);
  await say(call, setting.opener);
  const [least, most] = heardMs;
  await call.waitAudible(least + (most - least) * seeded(index + 1000)());
  const before = call.events.length;
  await say(call, sound);
  const isCut = () =>
    call.events.slice(before).some(({ event }) => event.type === 'said' && event.by === 'bot' && event.cut);
  await call.runUntil(() => isCut() || isOverFor(call, afterMs), sound.samples.length / 8 + afterMs);
  const cut = isCut();
  await call.run(cutMs);
  const { heard, line } = call.caller;
  await call.end();
  const onsetMs = line.utterances.at(-1)!.firstMs;
  const { pauses, exact } = traceReply(reply, heard);
  const silentMs = pauses.reduce((total, { fromMs, toMs }) => total + toMs - fromMs, 0);
  return {
    cut,
    interruptionMs: cut ? line.runs.at(-1)!.toMs - onsetMs : Number.NaN,
    silentMs,
    exact,
  };
}

/** Whether the bot keeps silent while nobody says anything. */
export async function keepsSilent(setting: Setting, noises: readonly TurnAudio[]): Promise<boolean[]> {
  const outcomes = [];
  for (const [index, noise] of noises.entries()) {
    const call = await startCall(setting, index, [{ text: 'Yes?', audioMs: 500 }]);
    const greeted = call.caller.runs.length;
    await say(call, noise);
    await call.runUntil(() => call.caller.runs.length > greeted, noise.samples.length / 8 + afterMs);
    outcomes.push(call.caller.runs.length === greeted);
    await call.end();
  }
  return outcomes;
}

export function reportInterruptions(outcomes: readonly Overlap[], context: Context, emit: Emit): void {
  const where = { ...context, sounds: outcomes.length };
  const times = outcomes.filter(({ cut }) => cut).map(({ interruptionMs }) => interruptionMs);
  emit({ name: 'turns.interruption_ms.p50', value: percentile(times, 0.5), unit: 'ms', ...where });
  emit({ name: 'turns.interruption_ms.p95', value: percentile(times, 0.95), unit: 'ms', ...where });
  emit({ name: 'turns.honoured_share', value: times.length / outcomes.length, unit: 'share', ...where });
}

/** @param name the row that says how many left the bot undisturbed */
export function reportIgnored(name: string, outcomes: readonly Overlap[], context: Context, emit: Emit): void {
  const where = { ...context, sounds: outcomes.length };
  const ignored = outcomes.filter(({ cut }) => !cut);
  emit({ name, value: ignored.length / outcomes.length, unit: 'share', ...where });
  const paused = ignored.filter(({ silentMs }) => silentMs > 0);
  const exact = paused.filter((outcome) => outcome.exact).length;
  const among = { ...where, sounds: paused.length };
  emit({ name: 'turns.resume_exact_share', value: exact / paused.length, unit: 'share', ...among });
  const silences = paused.map(({ silentMs }) => silentMs);
  emit({ name: 'turns.pause_ms.p50', value: percentile(silences, 0.5), unit: 'ms', ...among });
}
