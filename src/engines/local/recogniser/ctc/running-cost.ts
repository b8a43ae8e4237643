/** What decoding costs on this machine as it is now: ms of a lane for an utterance, learnt from the runs before. */
const fixedMs = 25;
const firstMsASecond = 45;
/** Weight of the newest run. */
const newest = 0.2;

export class RunningCost {
  #msASecond = firstMsASecond;

  note(seconds: number, tookMs: number): void {
    if (seconds < 0.3) return;
    const measured = Math.max(1, (tookMs - fixedMs) / seconds);
    this.#msASecond += newest * (measured - this.#msASecond);
  }

  expectedMs(seconds: number): number {
    return fixedMs + seconds * this.#msASecond;
  }
}
