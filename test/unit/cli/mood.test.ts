/** What anybody does who tries their own recordings. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import wavefile from 'wavefile';
import { mood } from '#src/cli/mood.js';
import { recordings, sharedClips } from '../../support/shared-data.js';

const folder = mkdtempSync(join(tmpdir(), 'undertone-mood-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Line {
  readonly file: string;
  readonly seconds: number;
  readonly voice: { readonly anger: number; readonly loudDbfs: number } | null;
  readonly evidence: readonly { readonly source: string }[];
  readonly mood: { readonly level: string; readonly anger: number };
  readonly actions: readonly string[];
}

async function readings(...files: string[]): Promise<Line[]> {
  const out: string[] = [];
  const stop = new AbortController().signal;
  const terminal = { out: (text: string) => out.push(text), note: () => {}, stop, interactive: false, environment: {} };
  expect(await mood(files, terminal)).toBe(0);
  return out.map((line) => JSON.parse(line) as Line);
}

/** Two seconds of a sawtooth in syllables. */
function made(name: string, rateHz: number, channels = 1): string {
  const samples = Int16Array.from({ length: 2 * rateHz }, (_, index) => {
    const seconds = index / rateHz;
    return 6000 * (((seconds * 160) % 1) - 0.5) * (1 + Math.sin(2 * Math.PI * 4 * seconds));
  });
  const wav = new wavefile.WaveFile();
  wav.fromScratch(channels, rateHz, '16', channels === 1 ? samples : [samples, samples]);
  const file = join(folder, name);
  writeFileSync(file, wav.toBuffer());
  return file;
}

test('each file is a turn, whatever its rate and its channels', async () => {
  const files = [made('a.wav', 8000), made('b.wav', 44_100, 2), made('c.wav', 16_000)];
  const lines = await readings(...files);
  expect(lines.map(({ file }) => file)).toEqual(files);
  const levels = lines.map(({ voice }) => voice!.loudDbfs);
  expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(1.5);
  for (const line of lines) expect(line).toMatchObject({ seconds: 2, evidence: [{ source: 'voice' }] });
});

test('a recording of nothing is a turn that tells nothing', async () => {
  const wav = new wavefile.WaveFile();
  wav.fromScratch(1, 8000, '16', new Int16Array(8000));
  const file = join(folder, 'silence.wav');
  writeFileSync(file, wav.toBuffer());
  expect(await readings(file)).toMatchObject([{ voice: null, evidence: [], mood: { level: 'calm' }, actions: [] }]);
});

test.skipIf(recordings.missing)(`an angry call rises and is sustained${recordings.note}`, async () => {
  const of = (label: string) =>
    sharedClips('emotion/emodb/')
      .filter((clip) => clip.speaker === 'emodb03' && clip.label === label)
      .map(({ file }) => file);
  const lines = await readings(...of('neutral').slice(0, 2), ...of('anger').slice(0, 6));
  expect(lines.slice(0, 2).every((line) => line.mood.level === 'calm')).toBe(true);
  const levels = lines.map((line) => line.mood.level);
  expect(levels).toContain('rising');
  expect(levels.at(-1)).toBe('sustained');
  expect(lines.flatMap(({ actions }) => actions)).toEqual(expect.arrayContaining(['apologise', 'offer-human']));
});
