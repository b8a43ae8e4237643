import { describe, expect, it } from 'vitest';
import { levelDbfs } from '#src/core/audio.js';
import type { TurnCues } from '#src/core/turn-cues.js';
import { Prosody } from '#src/media/ears/prosody.js';
import { frameSamples } from '#src/media/ears/voice-model.js';

const frameMs = 32;

/** A caller on a manual line: says tones and silences, and reads what the prosody makes of them. */
class Line {
  readonly prosody = new Prosody();
  #frame = 0;
  #phase = 0;
  cues: TurnCues | undefined;

  say(frames: number, { hz = 150, toHz = 0, peak = 8000, voice = 1 } = {}): this {
    for (let frame = 0; frame < frames; frame++) {
      const pitchHz = toHz === 0 ? hz : hz + ((toHz - hz) * frame) / frames;
      const audio = new Int16Array(frameSamples).map(() => {
        this.#phase += pitchHz / 8000;
        return peak * (0.6 * Math.sin(2 * Math.PI * this.#phase) + 0.4 * Math.sin(4 * Math.PI * this.#phase));
      });
      this.#hear(audio, voice);
    }
    return this;
  }

  rest(ms: number): this {
    for (let frame = 0; frame < ms / frameMs; frame++) this.#hear(new Int16Array(frameSamples).fill(3), 0.02);
    return this;
  }

  #hear(audio: Int16Array, voice: number): void {
    const atMs = frameMs * this.#frame++;
    this.cues = this.prosody.add(audio, { voice, levelDbfs: levelDbfs(audio), atMs, durationMs: frameMs });
  }
}

describe('prosody of a turn', () => {
  it('says nothing before the first voice', () => {
    expect(new Line().rest(320).cues).toBeUndefined();
  });

  it('counts speech and the silence after it', () => {
    const { cues } = new Line().rest(320).say(20).rest(160);
    expect(cues).toMatchObject({ spokenMs: 640, quietMs: 160, bursts: 1, levelDb: -45 });
  });

  it('knows silence by level while the voice model still hears speech', () => {
    const { cues } = new Line().say(20).say(2, { peak: 200, voice: 0.9 });
    expect(cues).toMatchObject({ quietMs: 64, voice: 0.9 });
  });

  it('tells how long the voice lingers in the silence', () => {
    const line = new Line().say(20).say(2, { peak: 200, voice: 0.9 });
    expect(line.cues?.lingeringVoice).toBeCloseTo(0.9, 5);
    expect(line.say(1).cues?.lingeringVoice).toBe(0);
  });

  it('counts digits said with pauses between them, and closures within a word as none', () => {
    const line = new Line();
    for (let digit = 0; digit < 6; digit++) line.say(10).rest(320);
    expect(line.cues?.bursts).toBe(6);
    expect(new Line().say(10).rest(96).say(10).cues?.bursts).toBe(1);
  });

  it('sees the pitch fall at the end of a statement', () => {
    const falling = new Line().say(30, { hz: 160 }).say(10, { hz: 160, toHz: 110 }).cues!;
    expect(falling.pitchFallSemitones).toBeGreaterThan(3);
    expect(falling.pitchSemitones).toBeLessThan(-3);
    const level = new Line().say(40, { hz: 160 }).cues!;
    expect(Math.abs(level.pitchFallSemitones)).toBeLessThan(0.5);
    expect(Math.abs(level.pitchSemitones)).toBeLessThan(1);
  });

  it('sees the voice fade before it is silent', () => {
    const { cues } = new Line().say(20).say(4, { peak: 2000 }).say(2, { peak: 900 });
    expect(cues).toMatchObject({ quietMs: 0, fadingMs: 192 });
    expect(cues!.levelDb).toBeLessThan(-15);
  });

  it('forgets a shout within seconds', () => {
    const { cues } = new Line().say(3, { peak: 30_000 }).say(100, { peak: 1500 });
    expect(cues?.levelDb).toBeGreaterThan(-3);
  });

  it('begins anew after a reset', () => {
    const line = new Line().say(20).rest(320);
    line.prosody.reset();
    expect(line.rest(32).cues).toBeUndefined();
    expect(line.say(5).cues).toMatchObject({ spokenMs: 160, bursts: 1 });
  });
});
