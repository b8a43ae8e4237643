import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UndertoneError } from '#src/core/errors.js';
import { SpeechAudio } from '#src/engines/cascade/voice/speech-audio.js';
import type { SpeechFormat } from '#src/engines/cascade/voice/speech-driver.js';
import { pcm16Bytes } from '#src/engines/wire/pcm.js';
import { wavBytes } from '#src/engines/wire/wav.js';
import { concat, tone } from '../../support/tone.js';

const rateHz = 24_000;
const sound = tone(50, { rateHz, hz: 300 });

/** The samples of an answer that comes in these parts. */
function heard(format: SpeechFormat, bytes: Uint8Array, cuts: readonly number[]): Int16Array {
  const audio = new SpeechAudio(format, rateHz);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const samples = concat(...places.slice(1).map((to, at) => audio.push(bytes.subarray(places[at], to))));
  audio.close();
  return samples;
}

const cuts = fc.array(fc.nat(5_000), { maxLength: 12 });
const sniffed: SpeechFormat = { type: 'wav-or-pcm', rateHz };

test.each<readonly [string, SpeechFormat, Uint8Array]>([
  ['bare PCM', { type: 'pcm', rateHz }, pcm16Bytes(sound)],
  ['a WAV', { type: 'wav' }, wavBytes(sound, rateHz)],
  ['bare PCM where a WAV was promised', sniffed, pcm16Bytes(sound)],
  ['a WAV that was promised', sniffed, wavBytes(sound, rateHz)],
])('%s is the same sound, however it is cut', (_, format, bytes) => {
  fc.assert(
    fc.property(cuts, (at) => {
      expect([...heard(format, bytes, at)]).toEqual([...sound]);
    }),
    { numRuns: 30 },
  );
});

test('audio of another rate keeps its length', () => {
  const samples = heard({ type: 'wav' }, wavBytes(tone(1_000, { rateHz: 22_050 }), 22_050), [1_000, 7_001]);
  expect(samples.length / rateHz).toBeCloseTo(1, 2);
});

test('a sentence without an end is ended', () => {
  const audio = new SpeechAudio({ type: 'pcm', rateHz }, rateHz);
  const second = pcm16Bytes(new Int16Array(rateHz));
  const forEver = () => Array.from({ length: 61 }, () => audio.push(second));
  expect(forEver).toThrow(expect.objectContaining({ code: 'ENGINE_PROTOCOL' }));
});

test('what is no audio makes a known error or none', () => {
  const formats: readonly SpeechFormat[] = [{ type: 'pcm', rateHz }, { type: 'wav' }, sniffed];
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.uint8Array({ maxLength: 60 }).map((rest) => Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), rest])),
  );
  fc.assert(
    fc.property(fc.constantFrom(...formats), bytes, cuts, (format, given, at) => {
      try {
        heard(format, given, at);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(UndertoneError);
        expect((thrown as UndertoneError).code).toBe('ENGINE_PROTOCOL');
      }
    }),
  );
});
