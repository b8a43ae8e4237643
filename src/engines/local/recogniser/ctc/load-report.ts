import type { RecogniserLoad } from '../message.js';
import type { DecodeQueue } from './decode-queue.js';

/** Answers whose times are kept between two reports. */
const mostKept = 2_000;

/** What the process takes and how fast it answers, from one report to the next. */
export class LoadReport {
  readonly #queue: DecodeQueue;
  #answerMs: number[] = [];
  #answers = 0;

  constructor(queue: DecodeQueue) {
    this.#queue = queue;
  }

  answered(tookMs: number): void {
    this.#answers += 1;
    if (this.#answerMs.length < mostKept) this.#answerMs.push(tookMs);
  }

  take(): RecogniserLoad {
    const sorted = this.#answerMs.sort((a, b) => a - b);
    const at = (share: number): number => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
    const { busy, mostWaiting, refused } = this.#queue.report();
    const load = {
      memoryBytes: process.memoryUsage.rss(),
      answers: this.#answers,
      answerMsP50: at(0.5),
      answerMsP95: at(0.95),
      busy: Math.round(busy * 1000) / 1000,
      mostWaiting,
      refused,
    };
    this.#answerMs = [];
    this.#answers = 0;
    return load;
  }
}
