import { sequenceDistance, timestampDistance } from './wrap.js';

/** A sequence number further ahead than this is a restart of the sender, not loss (RFC 3550 A.1, MAX_DROPOUT). */
const maxDropout = 3000;

/** What was received from one source: loss by RFC 3550 A.3 and interarrival jitter by A.8. */
export class ReceiveStatistics {
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #firstSequence = 0;
  #highest = 0;
  #expected = 0;
  #jitterMs = 0;
  #timed = false;
  #timestamp = 0;
  #arrivalMs = 0;

  /** Counts one audio packet of the locked source. `clockRateHz` is the rate of its timestamps. */
  add(sequence: number, timestamp: number, arrivalMs: number, clockRateHz: number): void {
    this.addEvent(sequence);
    if (this.#timed) this.#addJitter(timestamp, arrivalMs, clockRateHz);
    this.#timed = true;
    this.#timestamp = timestamp;
    this.#arrivalMs = arrivalMs;
  }

  /** Counts a packet whose timestamp says nothing of when it was sent: one of a telephone-event. */
  addEvent(sequence: number): void {
    const ahead = this.#expected === 0 ? 0 : sequenceDistance(this.#highest, sequence);
    if (this.#expected === 0 || Math.abs(ahead) > maxDropout) {
      this.restart();
      this.#firstSequence = sequence;
      this.#highest = sequence;
      this.#expected = 1;
    } else if (ahead > 0) {
      this.#highest = sequence;
      this.#expected += ahead;
    } else if (sequenceDistance(this.#firstSequence, sequence) < 0) {
      this.#expected += sequenceDistance(sequence, this.#firstSequence);
      this.#firstSequence = sequence;
    }
    this.#received += 1;
  }

  /** A new source: what was counted stays, the sequence begins anew. */
  restart(): void {
    this.#expectedBefore += this.#expected;
    this.#receivedBefore += this.#received;
    this.#expected = 0;
    this.#received = 0;
    this.#timed = false;
  }

  get received(): number {
    return this.#receivedBefore + this.#received;
  }

  /** Never negative: duplicates make up for losses, as in RFC 3550 A.3. */
  get lost(): number {
    return Math.max(0, this.#expectedBefore + this.#expected - this.received);
  }

  get jitterMs(): number {
    return this.#jitterMs;
  }

  #addJitter(timestamp: number, arrivalMs: number, clockRateHz: number): void {
    const sentMs = (timestampDistance(this.#timestamp, timestamp) * 1000) / clockRateHz;
    const transitChangeMs = arrivalMs - this.#arrivalMs - sentMs;
    // A new timeline (silence suppression that stops its timestamps, a clock step) is not jitter.
    if (Math.abs(transitChangeMs) > 1000) return;
    this.#jitterMs += (Math.abs(transitChangeMs) - this.#jitterMs) / 16;
  }
}
