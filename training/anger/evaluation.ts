/** Leave-speakers-out evaluation: nobody is judged by a model that has heard them. */
import { areaUnderCurve, calibration, type Scored, shareAt, thresholdFor } from './figures.js';
import { type Example, fitLogistic, predict } from './logistic.js';
import type { Turn } from './turns.js';

/** Weight of all everyday turns together, where anger and the other emotions weigh 1 each: enough to know them, too little to learn the corpus. */
const everydayWeight = 0.05;
const otherEmotionsReaching = 0.05;
const everydayReaching = 0.02;

export interface ScoredTurn extends Scored {
  readonly turn: Turn;
}

export function examplesOf(turns: readonly Turn[]): Example[] {
  const groupOf = ({ recording }: Turn): string => (recording.isAngry ? 'anger' : recording.kind);
  const sizes = new Map<string, number>();
  for (const turn of turns) sizes.set(groupOf(turn), (sizes.get(groupOf(turn)) ?? 0) + 1);
  return turns.map((turn) => {
    const group = groupOf(turn);
    const share = group === 'everyday' ? everydayWeight : 1;
    return { features: turn.features, isAngry: turn.recording.isAngry, weight: share / sizes.get(group)! };
  });
}

/** Scores of every turn by a model of the other speakers: one fold a speaker of the emotions, everyday speakers dealt over them. */
export function leaveSpeakersOut(turns: readonly Turn[]): ScoredTurn[] {
  const foldOf = foldsOf(turns);
  const folds = [...new Set(foldOf.values())];
  return folds.flatMap((fold) => {
    const isLeftOut = ({ recording }: Turn): boolean => foldOf.get(recording.speaker) === fold;
    const model = fitLogistic(examplesOf(turns.filter((turn) => !isLeftOut(turn))));
    return turns.filter(isLeftOut).map((turn) => ({
      turn,
      isAngry: turn.recording.isAngry,
      score: predict(model, turn.features),
    }));
  });
}

function foldsOf(turns: readonly Turn[]): ReadonlyMap<string, number> {
  const speakersOf = (kind: 'emotion' | 'everyday'): string[] =>
    [
      ...new Set(turns.filter(({ recording }) => recording.kind === kind).map(({ recording }) => recording.speaker)),
    ].toSorted();
  const actors = speakersOf('emotion');
  return new Map([
    ...actors.map((speaker, index) => [speaker, index] as const),
    ...speakersOf('everyday').map((speaker, index) => [speaker, index % actors.length] as const),
  ]);
}

export type Figures = ReturnType<typeof figuresOf>;

/** The figures of the model card; of clean lines unless the name says otherwise. */
export function figuresOf(all: readonly ScoredTurn[]) {
  const emotions = all.filter(({ turn }) => turn.recording.kind === 'emotion');
  const clean = emotions.filter(({ turn }) => turn.isClean);
  const scoresOf = (turns: readonly ScoredTurn[], label?: string): number[] =>
    turns.filter(({ turn }) => label === undefined || turn.recording.label === label).map(({ score }) => score);
  const angry = scoresOf(clean, 'anger');
  const others = clean.filter(({ isAngry }) => !isAngry).map(({ score }) => score);
  const everyday = scoresOf(all.filter(({ turn }) => turn.recording.kind === 'everyday' && turn.isClean));
  const atFive = thresholdFor(others, otherEmotionsReaching);
  const threshold = Math.max(atFive, thresholdFor(everyday, everydayReaching));
  return {
    auc: areaUnderCurve(clean),
    aucOtherLines: areaUnderCurve(emotions.filter(({ turn }) => !turn.isClean)),
    recallAtFive: shareAt(angry, atFive),
    threshold,
    recall: shareAt(angry, threshold),
    falseAlarmsOrders: shareAt(everyday, threshold),
    falseAlarmsByEmotion: Object.fromEntries(
      [...new Set(clean.map(({ turn }) => turn.recording.label))]
        .filter((label) => label !== 'anger')
        .toSorted()
        .map((label) => [label, shareAt(scoresOf(clean, label), threshold)]),
    ),
    calibration: calibration(clean),
    turns: { angry: angry.length, others: others.length, everyday: everyday.length },
  };
}
