/**
 * `npm run bench -- end-of-turn`: who speaks when, on real speech through G.711 and the real ears, for an engine that
 * needs 400 ms to its first audio. The policy is simulated on the audio's own time. The weights of the ending
 * likelihood are fitted on one half of the recordings and judged on the other, both ways; in `tuned` rows so are the preset's silence
 * and likelihood; `fit=shipped` rows use those
 * in the code. `hesitant` are orders with a pause put in; `text=true` gives the policy a transcript that is known to be
 * open there. `eot.weight` rows are the fit over everything, to be copied into src/agent/end-of-turn/ending.ts.
 */
import { turnIsOver } from '#src/agent/end-of-turn/end-of-turn.js';
import { type EndingWeights, endingFeatures, fittedEnding } from '#src/agent/end-of-turn/ending.js';
import { type Patience, type PatienceName, patienceNames, patiences } from '#src/agent/end-of-turn/patience.js';
import { frameMs } from '#src/media/ears/ears.js';
import { Prosody } from '#src/media/ears/prosody.js';
import { frameSamples, VoiceModel } from '#src/media/ears/voice-model.js';
import { clearSilences } from './clear-silence.js';
import { fitEnding } from './ending-fit.js';
import { tunedPatience } from './patience-tuning.js';
import { type Bench, percentile, type Row } from './row.js';
import { hasSharedData } from './shared-data.js';
import { dictatedNumbers, hesitantOrders, recordedTurns, type TurnAudio } from './turn-audio.js';
import { type HeardTurn, hasTrustedEnd, hearTurn, runTurn, soundOnly, type TurnOutcome } from './turn-run.js';

type Emit = (row: Row) => void;
type Context = Readonly<Record<string, string | number | boolean>>;

/** The bot's questions say how long the answers are; there is no transcript; the engine takes its 400 ms. */
const base = { expectations: true, text: false, speculation: false, engineMs: 400 };
const numbers = 60;
const prosodyRuns = 20;

export const bench: Bench = async (emit) => {
  if (!hasSharedData) return;
  const model = await VoiceModel.load();
  const orders = await hearAll(model, await recordedTurns('speech/orders/', false), emit);
  const short = await hearAll(model, await recordedTurns('speech/short/', true), emit);
  const words = await hearAll(model, await recordedTurns('speech/commands/', true), emit);
  const dictated = await hearAll(model, await dictatedNumbers(numbers), emit);
  const hesitant = await hearAll(model, await hesitantOrders(), emit);
  for (const set of ['speech/cantonese/', 'speech/long/']) await conversation(model, set, emit);
  await model.close();

  const all = [...orders, ...short, ...words, ...dictated];
  const halves = [0, 1].map((half) => fitEnding(all.filter((_, index) => index % 2 !== half)));
  const crossed = (index: number): EndingWeights => halves[index % 2]!;
  const patienceOf = [0, 1].map((half) =>
    tunedPatience(
      all.filter((_, index) => index % 2 !== half),
      { ...base, patience: patiences.balanced },
      halves[half]!,
    ),
  );
  const tuned = patienceOf.map(({ silenceMs, guessLikelihood }) => `${silenceMs} ms, ${guessLikelihood}`).join('; ');
  study(all, 'balanced', crossed, { fit: 'other-half', set: 'all', tuned }, emit, (index) => patienceOf[index % 2]!);
  for (const patience of patienceNames) study(all, patience, crossed, { fit: 'other-half', set: 'all' }, emit);
  for (const patience of patienceNames) opener(all, patience, emit);
  for (const guessLikelihood of [0.1, 0.2, 0.3, 0.4]) frontier(all, guessLikelihood, crossed, emit);
  study(all, 'balanced', () => fittedEnding, { fit: 'shipped', set: 'all' }, emit);
  study(all, 'balanced', crossed, { fit: 'other-half', set: 'all', expectations: false }, emit);
  const sets = { orders, short, words, numbers: dictated };
  for (const [set, turns] of Object.entries(sets)) {
    const indexOf = new Map(turns.map((turn) => [turn, all.indexOf(turn)]));
    study(turns, 'balanced', (index) => crossed(indexOf.get(turns[index]!)!), { fit: 'other-half', set }, emit);
  }
  for (const patience of patienceNames) {
    for (const text of [false, true])
      study(hesitant, patience, crossed, { fit: 'other-half', set: 'hesitant', text }, emit);
  }
  clearSilences(orders, 'orders', emit);
  reportWeights(fitEnding(all), emit);
  prosodyCost(orders[0]!.samples, emit);
};

/** Conversations without labels: in how many of their pauses, short of a second, the turn would be taken. */
async function conversation(model: VoiceModel, set: string, emit: Emit): Promise<void> {
  const turns = [];
  for (const turn of await recordedTurns(set, false, 'cut too')) turns.push(await hearTurn(model, turn));
  const minutes = turns.reduce((total, { samples }) => total + samples.length / 8 / 60_000, 0);
  for (const patience of patienceNames) {
    const pauses = turns.flatMap((turn) => pausesOf(turn, patiences[patience]));
    const where = { set, patience, minutes: Number(minutes.toFixed(1)), pauses: pauses.length };
    emit({
      name: 'eot.pauses_taken_share',
      value: pauses.filter(Boolean).length / pauses.length,
      unit: 'share',
      ...where,
    });
  }
}

/** For each pause of 200 to 1000 ms: would the turn have been taken in it. */
function pausesOf({ cues }: HeardTurn, patience: Patience): boolean[] {
  const pauses = [];
  let [quietMs, taken] = [0, false];
  for (const cue of cues) {
    if (cue.quietMs === 0) {
      if (quietMs >= 200 && quietMs <= 1000) pauses.push(taken);
      taken = false;
    }
    quietMs = cue.quietMs;
    taken ||= turnIsOver(soundOnly(cue), patience);
  }
  return pauses;
}

/** CPU of a frame of speech; a frame without voice costs a tenth. */
function prosodyCost(samples: Int16Array, emit: Emit): void {
  const prosody = new Prosody();
  const frames = Math.floor(samples.length / frameSamples);
  const listen = () => {
    for (let frame = 0; frame < frames; frame++) {
      const audio = samples.subarray(frame * frameSamples, (frame + 1) * frameSamples);
      prosody.add(audio, { voice: 1, levelDbfs: -20, atMs: frame * frameMs, durationMs: frameMs });
    }
  };
  listen();
  const before = process.cpuUsage();
  for (let run = 0; run < prosodyRuns; run++) listen();
  const { user, system } = process.cpuUsage(before);
  const value = (user + system) / 1000 / prosodyRuns / frames;
  emit({ name: 'eot.prosody_frame_ms', value, unit: 'ms', cpu: true });
}

async function hearAll(model: VoiceModel, turns: readonly TurnAudio[], emit: Emit): Promise<HeardTurn[]> {
  const heard = [];
  for (const turn of turns) heard.push(await hearTurn(model, turn));
  const trusted = heard.filter(hasTrustedEnd);
  const set = turns[0]?.set ?? '';
  emit({ name: 'eot.turns_left_out', value: turns.length - trusted.length, unit: 'turns', set, turns: turns.length });
  return trusted;
}

/** What a word of the bot's own at the decision would do: no engine to wait for. */
function opener(turns: readonly HeardTurn[], patience: PatienceName, emit: Emit): void {
  const policy = { ...base, patience: patiences[patience], weights: fittedEnding, engineMs: 0 };
  const outcomes = turns.map((turn) => runTurn(turn, policy));
  gaps(outcomes, { patience, turns: turns.length, set: 'all', opener: true }, emit);
}

/** How early an answer can be when guesses cost nothing: any number of them, and the eager end. */
function frontier(
  turns: readonly HeardTurn[],
  guessLikelihood: number,
  weightsOf: (index: number) => EndingWeights,
  emit: Emit,
): void {
  const patience = { ...patiences.eager, guessLikelihood, earlyGuesses: 50, guesses: 50 };
  const outcomes = turns.map((turn, index) =>
    runTurn(turn, { ...base, patience, weights: weightsOf(index), speculation: true }),
  );
  const where = { set: 'all', turns: turns.length, fit: 'other-half', budget: 'none', guessLikelihood };
  gaps(outcomes, where, emit);
  const guesses = sum(outcomes, (outcome) => outcome.guesses);
  const committed = outcomes.filter((outcome) => outcome.committed).length;
  emit({ name: 'eot.committed_share', value: committed / guesses, unit: 'share', ...where });
  emit({ name: 'eot.guesses_a_turn', value: guesses / turns.length, unit: 'guesses', ...where });
}

function study(
  turns: readonly HeardTurn[],
  patience: PatienceName,
  weightsOf: (index: number) => EndingWeights,
  context: Context,
  emit: Emit,
  patienceOf: (index: number) => Patience = () => patiences[patience],
): void {
  const policy = {
    ...base,
    expectations: context.expectations !== false,
    text: context.text === true,
  };
  const outcomes = (speculation: boolean) =>
    turns.map((turn, index) =>
      runTurn(turn, { ...policy, patience: patienceOf(index), weights: weightsOf(index), speculation }),
    );
  const where = { patience, turns: turns.length, ...context };
  const without = outcomes(false);
  const guessed = outcomes(true);
  gaps(without, { ...where, speculation: false }, emit);
  gaps(guessed, { ...where, speculation: true }, emit);

  const share = (name: string, value: number) => emit({ name, value, unit: 'share', ...where });
  const guesses = sum(guessed, (outcome) => outcome.guesses);
  const committed = guessed.filter((outcome) => outcome.committed).length;
  share('eot.committed_share', committed / guesses);
  share('eot.turns_committed_share', committed / turns.length);
  emit({ name: 'eot.guesses_a_turn', value: guesses / turns.length, unit: 'guesses', ...where });
  const wastedMs = sum(guessed, (outcome) => outcome.wastedMs) / turns.length;
  emit({ name: 'eot.wasted_ms', value: wastedMs, unit: 'ms a turn', ...where });
  const saved = turns.map((_, index) => without[index]!.gapMs - guessed[index]!.gapMs);
  emit({ name: 'eot.saved_ms.p50', value: percentile(saved, 0.5), unit: 'ms', ...where });
}

function gaps(outcomes: readonly TurnOutcome[], where: Context, emit: Emit): void {
  const taken = outcomes.filter(({ premature, missed }) => !premature && !missed);
  const row = (name: string, value: number, unit: string) => emit({ name, value, unit, ...where });
  row('eot.gap_ms.p50', gapAt(taken, 0.5), 'ms');
  row('eot.gap_ms.p95', gapAt(taken, 0.95), 'ms');
  row('eot.within_350_share', taken.filter(({ gapMs }) => gapMs <= 350).length / taken.length, 'share');
  const decisions = taken.map(({ decisionMs }) => decisionMs);
  row('eot.decision_ms.p50', percentile(decisions, 0.5), 'ms');
  row('eot.decision_ms.p95', percentile(decisions, 0.95), 'ms');
  row('eot.premature_share', outcomes.filter(({ premature }) => premature).length / outcomes.length, 'share');
  row('eot.missed_end_share', outcomes.filter(({ missed }) => missed).length / outcomes.length, 'share');
}

function gapAt(outcomes: readonly TurnOutcome[], share: number): number {
  return percentile(
    outcomes.map(({ gapMs }) => gapMs),
    share,
  );
}

function reportWeights({ bias, weights }: EndingWeights, emit: Emit): void {
  emit({ name: 'eot.weight', value: bias, unit: '1', feature: 'bias' });
  for (const [index, feature] of endingFeatures.entries()) {
    emit({ name: 'eot.weight', value: weights[index]!, unit: '1', feature });
  }
}

function sum(outcomes: readonly TurnOutcome[], of: (outcome: TurnOutcome) => number): number {
  return outcomes.reduce((total, outcome) => total + of(outcome), 0);
}
