import { describe, expect, it } from 'vitest';
import { KeyWatch } from '#src/caller/key-watch.js';

describe('keys the caller pressed', () => {
  it('are the gaps in the sequence numbers of the audio, across their wrap', () => {
    const watch = new KeyWatch(20);
    const seen = [
      [65_530, 0],
      [65_531, 20],
      [3, 180],
      [4, 200],
    ].map(([sequence, atMs]) => watch.push(sequence!, atMs!));
    expect(seen).toEqual([undefined, undefined, { firstMs: 40, lastMs: 160 }, undefined]);
  });

  it('are not the time in which nothing at all was sent', () => {
    const watch = new KeyWatch(20);
    watch.push(1, 0);
    expect(watch.push(2, 500)).toBeUndefined();
  });
});
