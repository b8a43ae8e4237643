/**
 * `npm run bench -- mood`: how well anger is heard, on speakers that the model has not heard (leave-speakers-out), and how
 * many turns the mood needs in simulated calls of those speakers: two neutral turns, then four of one kind. A call is
 * made of one speaker's recordings, at their own level, over G.711. `everyday` are six orders in a row.
 */
import { endMoodTurn, type MoodTrack, noMoodYet, noteVoice } from '#src/agent/mood/mood.js';
import type { MoodLevel } from '#src/core/mood.js';
import { AngerModel } from '#src/media/ears/anger/anger-model.js';
import { recordedVoice } from '#src/media/ears/anger/recorded-voice.js';
import type { VoiceSummary } from '#src/media/ears/anger/turn-voice.js';
import { seeded } from '../test/support/seeded.js';
import { figuresOf, leaveSpeakersOut } from '../training/anger/evaluation.js';
import { overLine } from '../training/anger/line.js';
import { noises, type Recording, recordings } from '../training/anger/recordings.js';
import { turnsOf } from '../training/anger/turns.js';
import { type Bench, type Emit, percentile } from './row.js';
import { hasSharedData } from './shared-data.js';

const otherLines = 5;
const callsASpeaker = 100;
const before = 2;
const after = 4;

interface SpokenTurn {
  readonly recording: Recording;
  readonly voice: VoiceSummary;
  readonly score: number;
}

export const bench: Bench = async (emit) => {
  if (!hasSharedData) return;
  const all = await recordings();
  const scored = leaveSpeakersOut(turnsOf(all, await noises(), seeded(1), otherLines));
  const figures = figuresOf(scored);
  const model = await AngerModel.load();
  emit({ name: 'mood.auc', value: figures.auc, unit: 'share', lines: 'clean' });
  emit({ name: 'mood.auc', value: figures.aucOtherLines, unit: 'share', lines: 'noisy, filtered, quiet' });
  emit({ name: 'mood.recall_at_5pct', value: figures.recallAtFive, unit: 'share' });
  emit({
    name: 'mood.false_alarm_share',
    value: figures.falseAlarmsOrders,
    unit: 'share',
    of: 'everyday orders, a turn',
  });
  const turns = scored
    .filter(({ turn }) => turn.isClean)
    .flatMap(({ turn: { recording }, score }) => {
      const voice = recordedVoice(overLine(recording.samples, { codec: 'PCMA' }));
      return voice === undefined ? [] : [{ recording, voice, score }];
    });
  const random = seeded(5);
  const threshold = model.threshold;
  const speakers = (kind: Recording['kind']) => [
    ...new Set(turns.filter(({ recording }) => recording.kind === kind).map(({ recording }) => recording.speaker)),
  ];
  const simulate = (kinds: readonly string[], of: readonly string[]) =>
    of.flatMap((speaker) => {
      const own = turns.filter(({ recording }) => recording.speaker === speaker);
      const sets = kinds.map((kind) =>
        own.filter(({ recording }) => (kind === 'everyday' ? recording.kind === kind : recording.label === kind)),
      );
      if (sets.some((set) => set.length < 2)) return [];
      return Array.from({ length: callsASpeaker }, () =>
        levelsOf(
          sets.map((set) => set[Math.floor(random() * set.length)]!),
          threshold,
        ),
      );
    });
  const mixed = (label: string) => [...Array<string>(before).fill('neutral'), ...Array<string>(after).fill(label)];
  for (const label of ['anger', 'happiness', 'neutral', 'fear', 'sadness', 'boredom', 'disgust']) {
    const calls = simulate(mixed(label), speakers('emotion'));
    if (label === 'anger') emitDetection(emit, calls);
    else emitAlarms(emit, `calls with ${label}`, calls);
  }
  // Nobody knows who said which order: the calls are of any speakers, louder and quieter than one caller would be.
  const orders = turns.filter(({ recording }) => recording.kind === 'everyday');
  const everyday = Array.from({ length: 10 * callsASpeaker }, () =>
    levelsOf(
      Array.from({ length: before + after }, () => orders[Math.floor(random() * orders.length)]!),
      threshold,
    ),
  );
  emitAlarms(emit, 'calls of everyday orders', everyday);
  emit({ name: 'mood.ms_per_turn', value: await msPerTurn(model, all), unit: 'ms', core: 'one' });
  await model.close();
};

function emitDetection(emit: Emit, calls: readonly MoodLevel[][]): void {
  // A call in which nothing was noticed counts as one turn more than it had.
  const detected = calls.map((levels) => {
    const at = levels.findIndex((level, index) => index >= before && level !== 'calm');
    return (at < 0 ? before + after : at) - before + 1;
  });
  const mean = detected.reduce((sum, turn) => sum + turn, 0) / calls.length;
  const shareWithin = (most: number) => detected.filter((turn) => turn <= most).length / calls.length;
  emit({
    name: 'mood.turns_to_detect',
    value: percentile(detected, 0.5),
    unit: 'turns',
    calls: calls.length,
    of: 'median',
  });
  emit({ name: 'mood.turns_to_detect', value: mean, unit: 'turns', calls: calls.length, of: 'mean' });
  for (const most of [1, 2, after])
    emit({ name: 'mood.detected_share', value: shareWithin(most), unit: 'share', within: most });
  emit({
    name: 'mood.sustained_share',
    value: shareReaching(calls, 'sustained'),
    unit: 'share',
    of: 'calls with anger',
  });
}

function emitAlarms(emit: Emit, of: string, calls: readonly MoodLevel[][]): void {
  const alarms = calls.filter((levels) => levels.some((level) => level !== 'calm')).length;
  emit({ name: 'mood.false_alarm_share', value: alarms / calls.length, unit: 'share', of, calls: calls.length });
  emit({ name: 'mood.sustained_share', value: shareReaching(calls, 'sustained'), unit: 'share', of });
}

const shareReaching = (calls: readonly MoodLevel[][], wanted: MoodLevel): number =>
  calls.filter((levels) => levels.includes(wanted)).length / calls.length;

function levelsOf(turns: readonly SpokenTurn[], angerThreshold: number): MoodLevel[] {
  let track: MoodTrack = noMoodYet;
  return turns.map(({ voice, score }) => {
    const { activeMs, loudDbfs, syllablesPerSecond, pitchHz } = voice;
    const reading = { atMs: 0, anger: score, angerThreshold, activeMs, loudDbfs, syllablesPerSecond, pitchHz };
    track = endMoodTurn(noteVoice(track, reading));
    return track.mood.level;
  });
}

/** All that a turn costs: its frames, its statistics, the model. */
async function msPerTurn(model: AngerModel, all: readonly Recording[]): Promise<number> {
  const heard = all.slice(0, 100).map(({ samples }) => overLine(samples, { codec: 'PCMU' }));
  const startedMs = performance.now();
  for (const audio of heard) {
    const voice = recordedVoice(audio);
    if (voice !== undefined) await model.judge(voice.features);
  }
  return (performance.now() - startedMs) / heard.length;
}
