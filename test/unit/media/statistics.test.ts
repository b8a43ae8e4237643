import { describe, expect, it } from 'vitest';
import { ReceiveStatistics } from '#src/media/rtp/statistics.js';

function receive(sequences: readonly number[], arrivalMs = (index: number) => index * 20) {
  const statistics = new ReceiveStatistics();
  for (const [index, sequence] of sequences.entries()) {
    statistics.add(sequence, (sequence * 160) >>> 0, arrivalMs(index), 8000);
  }
  return statistics;
}

describe('receive statistics', () => {
  it('counts what is missing, across the wrap', () => {
    const statistics = receive([65533, 65534, 1, 2]);
    expect(statistics).toMatchObject({ received: 4, lost: 2 });
  });

  it('does not count a reordered packet as lost', () => {
    expect(receive([10, 12, 11, 13]).lost).toBe(0);
    expect(receive([11, 10, 12]).lost).toBe(0);
  });

  it('never has a negative loss, whatever is repeated', () => {
    expect(receive([1, 1, 1, 2, 2])).toMatchObject({ received: 5, lost: 0 });
  });

  it('begins anew when the sender restarts, and keeps what was lost before', () => {
    expect(receive([1, 3, 30_000, 30_001])).toMatchObject({ received: 4, lost: 1 });
  });

  it('has no jitter for even packets, and converges to the mean deviation for uneven ones', () => {
    const sequences = Array.from({ length: 400 }, (_, i) => i + 1);
    expect(receive(sequences).jitterMs).toBeCloseTo(0);
    expect(receive(sequences, (index) => index * 20 + (index % 2) * 8).jitterMs).toBeCloseTo(8, 1);
  });
});
