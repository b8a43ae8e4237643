/** What the steps behind the model cost: the probabilities, the other texts, the phrases. */
import { systemClock as clock } from '#src/core/clock.js';
import { openCtcModel } from '#src/engines/local/recogniser/ctc/ctc-model.js';
import { likeliestTexts } from '#src/engines/local/recogniser/ctc/decoding.js';
import { logProbabilities } from '#src/engines/local/recogniser/ctc/log-probabilities.js';
import { PhraseScores } from '#src/engines/local/recogniser/ctc/phrase-scores.js';
import { Utterance } from '#src/engines/local/recogniser/ctc/utterance.js';
import { wordingOf } from '#src/engines/local/recogniser/ctc/wording.js';
import { type Emit, percentile } from '../row.js';
import { spokenPieces } from './utterances.js';

const secondsEach = [0.6, 1, 2, 3, 5, 10];
const mostRuns = 8;
const alternatives = 8;

export async function decodingSteps(folder: string, phrases: readonly string[], emit: Emit): Promise<void> {
  const model = await openCtcModel({ kind: 'sense-voice', folder });
  const { spelled } = wordingOf('yue', ['yue', 'cmn', 'en']);
  const scores = PhraseScores.of(phrases, model.tokens, spelled);
  for (const seconds of secondsEach) {
    const times: Record<string, number[]> = {};
    const cpuMs: number[] = [];
    let spoken = 0;
    let rows = 0;
    for (const piece of (await spokenPieces(seconds)).slice(0, mostRuns)) {
      const timed = async <T>(step: string, work: () => T | Promise<T>): Promise<T> => {
        const startedMs = clock.nowMs();
        const result = await work();
        times[step] = [...(times[step] ?? []), clock.nowMs() - startedMs];
        return result;
      };
      const utterance = new Utterance(model.bank);
      utterance.push(piece);
      const frames = await timed('features', () => utterance.features(0));
      const cpuBefore = process.cpuUsage();
      const { words } = await timed('model', () => model.run(frames, undefined));
      const cpu = process.cpuUsage(cpuBefore);
      cpuMs.push((cpu.user + cpu.system) / 1000);
      await timed('probabilities', () => logProbabilities(words.scores, words.tokens));
      await timed('other_texts', () => likeliestTexts(words, model.tokens.blank, alternatives));
      await timed('phrases', () => scores.best(words));
      utterance.close();
      rows += words.rows;
      spoken += words.best.filter((id) => id !== model.tokens.blank).length;
    }
    const where = { utterance_s: seconds, phrases: phrases.length };
    for (const [step, ms] of Object.entries(times)) {
      emit({ name: `chinese.step_ms.${step}`, value: percentile(ms, 0.5), unit: 'ms', ...where });
    }
    // What it would take on a machine that does nothing else.
    emit({ name: 'chinese.step_cpu_ms.model', value: percentile(cpuMs, 0.5), unit: 'ms', ...where });
    emit({ name: 'chinese.rows_spoken_pct', value: (100 * spoken) / rows, unit: '%', ...where });
  }
}
