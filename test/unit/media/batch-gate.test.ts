import { describe, expect, it } from 'vitest';
import { BatchGate } from '#src/media/worker/batch-gate.js';

describe('the gate before a batch of the ears', () => {
  it('lets batches through until the other thread shuts it', () => {
    const main = new BatchGate();
    const worker = new BatchGate(main.shared);
    expect(worker.enter()).toBe(true);
    worker.leave();
    expect(worker.enter()).toBe(true);
    worker.leave();
    main.shut();
    expect(worker.enter()).toBe(false);
  });

  it('waits for a running batch only so long', () => {
    const main = new BatchGate();
    new BatchGate(main.shared).enter();
    const startMs = performance.now();
    main.shut();
    expect(performance.now() - startMs).toBeGreaterThan(400);
    expect(new BatchGate(main.shared).enter()).toBe(false);
  });
});
