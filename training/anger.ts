/**
 * `npm run train:anger`: makes models/anger.onnx and models/anger.json anew from the recordings in ../shared/data, and
 * prints what a model that has not heard the speaker makes of them. The same inputs give the same files.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { featureNames } from '#src/media/ears/anger/turn-voice.js';
import { seeded } from '../test/support/seeded.js';
import { examplesOf, type Figures, figuresOf, leaveSpeakersOut } from './anger/evaluation.js';
import { fitLogistic, predict } from './anger/logistic.js';
import { onnxOf } from './anger/model-file.js';
import { noises, type Recording, recordings } from './anger/recordings.js';
import { type Turn, turnsOf } from './anger/turns.js';

const otherLines = 5;
const fixedSetEvery = 12;

/** @param folder where the two files go */
export async function trainAnger(folder: string, print: (line: string) => void): Promise<void> {
  const all = await recordings();
  if (all.length === 0) throw new Error('the recordings are not there: ../shared/data/index.csv');
  const turns = turnsOf(all, await noises(), seeded(1), otherLines);
  print(
    `${all.length} recordings, ${turns.length} turns over ${otherLines + 1} lines each, ${featureNames.length} features`,
  );
  const figures = figuresOf(leaveSpeakersOut(turns));
  for (const line of linesOf(figures)) print(line);
  const model = fitLogistic(examplesOf(turns));
  const clean = turns.filter(({ isClean }) => isClean);
  const card = {
    features: featureNames,
    threshold: figures.threshold,
    inputs: { recordings: all.length, sha256: fingerprint(all), otherLines },
    leaveSpeakersOut: figures,
    fixedSet: Object.fromEntries(
      fixedSet(clean).map((turn) => [turn.recording.name, Number(predict(model, turn.features).toFixed(6))]),
    ),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/anger.onnx`, onnxOf(model));
  await writeFile(`${folder}/anger.json`, `${JSON.stringify(card, undefined, 2)}\n`);
  print(`written: ${folder}/anger.onnx, ${folder}/anger.json`);
}

/** Turns whose scores are written down, so that a test can tell whether the shipped model is this one. */
const fixedSet = (turns: readonly Turn[]): readonly Turn[] => turns.filter((_, index) => index % fixedSetEvery === 0);

function fingerprint(all: readonly Recording[]): string {
  const hash = createHash('sha256');
  for (const { name, samples } of all) {
    hash.update(name).update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  }
  return hash.digest('hex');
}

function linesOf(figures: Figures): string[] {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const { turns } = figures;
  return [
    'speakers left out, after G.711:',
    `  AUC, anger against the other emotions     ${figures.auc.toFixed(4)} (${turns.angry} against ${turns.others})`,
    `  AUC over noisy, filtered, quiet lines     ${figures.aucOtherLines.toFixed(4)}`,
    `  recall at 5 % false alarms                ${percent(figures.recallAtFive)}`,
    `  shipped threshold ${figures.threshold.toFixed(4)}: recall ${percent(figures.recall)}, everyday orders taken for anger ${percent(figures.falseAlarmsOrders)} of ${turns.everyday}`,
    `  taken for anger at it: ${Object.entries(figures.falseAlarmsByEmotion)
      .map(([label, share]) => `${label} ${percent(share)}`)
      .join(', ')}`,
    `  calibration error                         ${percent(figures.calibration.error)}`,
    ...figures.calibration.bins.map(
      ({ from, count, meanScore, angryShare }) =>
        `    score from ${from.toFixed(1)}: ${String(count).padStart(3)} turns, mean score ${meanScore.toFixed(2)}, angry ${percent(angryShare)}`,
    ),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await trainAnger(fileURLToPath(new URL('../../models', import.meta.url)), (line) =>
    process.stdout.write(`${line}\n`),
  );
}
