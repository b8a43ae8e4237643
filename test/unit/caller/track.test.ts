import { describe, expect, it } from 'vitest';
import { Track } from '#src/caller/track.js';

const packet = (value: number) => new Int16Array(160).fill(value);
const at = (track: Track, ms: number) => track.slice(ms * 8, ms * 8 + 1)[0];

describe('one side of the recording', () => {
  it('begins where the first packet passed the wire', () => {
    const track = new Track(8000, 1000, 80_000);
    track.place(5, 1050, packet(7));
    expect([at(track, 49.875), at(track, 50), at(track, 69.875), at(track, 70)]).toEqual([0, 7, 7, 0]);
    expect(track.length).toBe(70 * 8);
  });

  it('has no holes from jitter, and puts packets in order', () => {
    const track = new Track(8000, 0, 80_000);
    track.place(0, 0, packet(1));
    track.place(320, 35, packet(3));
    track.place(160, 36, packet(2));
    expect([0, 20, 40].map((ms) => at(track, ms))).toEqual([1, 2, 3]);
  });

  it('goes on across the wrap of the timestamps', () => {
    const track = new Track(8000, 0, 80_000);
    track.place(0xffffffff - 159, 0, packet(1));
    track.place(0, 20, packet(2));
    expect(at(track, 20)).toBe(2);
  });

  it('follows the clock when the timestamps jump', () => {
    const track = new Track(8000, 0, 80_000);
    track.place(0, 0, packet(1));
    track.place(1_000_000, 20, packet(2));
    track.place(1_000_160, 41, packet(3));
    expect([0, 20, 40].map((ms) => at(track, ms))).toEqual([1, 2, 3]);
  });

  it('keeps a silence of the sender as long as it was', () => {
    const track = new Track(8000, 0, 80_000);
    track.place(0, 0, packet(1));
    track.place(160, 500, packet(2));
    expect([at(track, 20), at(track, 500)]).toEqual([0, 2]);
  });

  it('is cut at its limit and before its origin', () => {
    const track = new Track(8000, 100, 800);
    track.place(0, 90, packet(1));
    track.place(800, 190, packet(2));
    track.place(99_999, 9_999, packet(3));
    expect([at(track, 0), at(track, 9.875), at(track, 10)]).toEqual([1, 1, 0]);
    expect(track.length).toBe(800);
  });

  it('keeps nothing when nothing is to be kept', () => {
    const track = new Track(8000, 0, 0);
    track.place(0, 10, packet(1));
    expect([track.length, ...track.slice(0, 2)]).toEqual([0, 0, 0]);
  });
});
