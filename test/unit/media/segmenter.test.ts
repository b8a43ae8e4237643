import { describe, expect, it } from 'vitest';
import { defaultEarOptions } from '#src/media/ears/ear-options.js';
import { Segmenter, type SpeechEvent } from '#src/media/ears/segmenter.js';

const frameMs = 32;

/** One letter a frame: V loud voice, m in between, q quiet voice (below the level guard), - silence, d voice far below the peak. */
function hear(frames: string, options = {}): SpeechEvent[] {
  const segmenter = new Segmenter({ ...defaultEarOptions, ...options });
  const kinds: Record<string, [voice: number, levelDbfs: number]> = {
    V: [0.9, -20],
    m: [0.4, -20],
    q: [0.9, -60],
    d: [0.9, -54],
    '-': [0.02, -65],
  };
  return [...frames].flatMap((letter, index) => {
    const [voice, levelDbfs] = kinds[letter]!;
    return segmenter.add({ voice, levelDbfs, atMs: index * frameMs, durationMs: frameMs }) ?? [];
  });
}

describe('speech from frames', () => {
  it('starts with the first voiced frame, once it lasted long enough', () => {
    expect(hear('---VV')).toEqual([{ type: 'speech-start', onsetMs: 96, atMs: 160 }]);
  });

  it('does not start for a click, for quiet voices, or for doubtful frames alone', () => {
    expect(hear('-V-V-V--')).toEqual([]);
    expect(hear('qqqqqqqq')).toEqual([]);
    expect(hear('mmmmmmmm')).toEqual([]);
  });

  it('lets doubtful frames go on with speech, but not begin it', () => {
    expect(hear('Vm')).toMatchObject([{ type: 'speech-start' }]);
    expect(hear(`VVmmmmmmmmmm`)).toHaveLength(1);
  });

  it('pauses after 200 ms of silence, dated to the last voiced frame', () => {
    expect(hear('VVV-------')).toEqual([
      { type: 'speech-start', onsetMs: 0, atMs: 64 },
      { type: 'speech-pause', lastVoicedMs: 96, atMs: 320 },
    ]);
  });

  it('resumes after a pause without a new start, dated to the first voiced frame', () => {
    expect(hear('VV-------VV')).toMatchObject([
      { type: 'speech-start' },
      { type: 'speech-pause' },
      { type: 'speech-resume', onsetMs: 9 * 32, atMs: 11 * 32 },
    ]);
  });

  it('does not let a blip in a pause put off the end', () => {
    const end = hear(`VV${'-'.repeat(10)}V${'-'.repeat(30)}`).find(({ type }) => type === 'speech-end');
    expect(end).toEqual({ type: 'speech-end', lastVoicedMs: 64, atMs: 64 + 1024 });
  });

  it('ends after a second of silence; the next speech is a new start', () => {
    expect(hear(`VV${'-'.repeat(40)}VV`).map(({ type }) => type)).toEqual([
      'speech-start',
      'speech-pause',
      'speech-end',
      'speech-start',
    ]);
  });

  it('does not pause in gaps shorter than pauseMs', () => {
    expect(hear('VV-----VV-----VV')).toHaveLength(1);
  });

  it('takes a frame far below the peak for silence, though the model still hears a voice', () => {
    expect(hear('VVVddddddd')).toMatchObject([{ type: 'speech-start' }, { type: 'speech-pause', lastVoicedMs: 96 }]);
  });

  it('forgets the peak: a soft speaker after a shout is heard', () => {
    const events = hear(`VV${'-'.repeat(40)}${'d'.repeat(10)}`);
    expect(events.at(-1)?.type).toBe('speech-start');
  });

  it('follows its options', () => {
    expect(hear('VVV', { onsetMs: 96 })[0]?.atMs).toBe(96);
    expect(hear('VV---', { pauseMs: 96 })[1]?.type).toBe('speech-pause');
  });
});
