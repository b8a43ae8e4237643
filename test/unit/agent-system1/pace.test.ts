import { beforeAll, describe, expect, test } from 'vitest';
import { nothingHeard } from '#src/agent/system1/manner.js';
import { asksForSlower, endPaceTurn, noPaceYet, notePace, type PaceTrack, paceOf } from '#src/agent/system1/pace.js';
import { syllables } from '#src/agent/system1/syllables.js';
import { readWav } from '#src/caller/wav.js';
import type { TurnCues } from '#src/core/turn-cues.js';
import { VoiceModel } from '#src/media/ears/voice-model.js';
import { onALine, type TurnAudio } from '../../../bench/turn-audio.js';
import { hearTurn } from '../../../bench/turn-run.js';
import { recordings, sharedClips } from '../../support/shared-data.js';
import { speakingCues } from '../../support/turn-cues.js';

const frameMs = 32;

interface Speech {
  readonly perSecond?: number;
  readonly levelDbfs?: number;
  readonly pitchHz?: number;
}

/** Three seconds of speech in syllables of equal length. */
function speech({ perSecond = 4, levelDbfs = -25, pitchHz = 150 }: Speech): TurnCues[] {
  return Array.from({ length: Math.round(3000 / frameMs) }, (_, index) => {
    const phase = ((index * frameMs * perSecond) / 1000) % 1;
    const levelDb = phase < 0.5 ? -2 : -12;
    return {
      ...speakingCues,
      atMs: 1000 + index * frameMs,
      quietMs: 0,
      levelDb,
      levelDbfs: levelDbfs + levelDb,
      pitchHz,
    };
  });
}

const turn = (track: PaceTrack, how: Speech, hints: { transcript?: string; upset?: boolean } = {}) =>
  endPaceTurn(speech(how).reduce(notePace, track), { transcript: undefined, upset: false, ...hints });

const known = [{}, {}].reduce<PaceTrack>((track, how) => turn(track, how), noPaceYet);

describe('the pace of the bot', () => {
  test('is its own while the caller speaks as in the first turns', () => {
    expect(paceOf(turn(known, { perSecond: 4.5 }))).toBe('normal');
    expect(paceOf(turn(known, {}), 'fast')).toBe('fast');
  });

  test('slows down when the caller has hurried for two turns, and comes back after two calm ones', () => {
    const hurried = turn(known, { perSecond: 6 });
    expect(paceOf(hurried)).toBe('normal');
    const again = turn(hurried, { perSecond: 6 });
    expect(again.slowFor).toBe('fast');
    const calmer = turn(again, { perSecond: 4 });
    expect(paceOf(calmer)).toBe('slow');
    expect(paceOf(turn(calmer, { perSecond: 4 }))).toBe('normal');
  });

  test('does not swing: a turn in between neither slows nor ends it', () => {
    const slowed = turn(turn(known, { perSecond: 6 }), { perSecond: 6 });
    const between = turn(turn(slowed, { perSecond: 5 }), { perSecond: 5 });
    expect(paceOf(between)).toBe('slow');
    expect(paceOf(turn(turn(known, { perSecond: 5 }), { perSecond: 5 }))).toBe('normal');
  });

  test('goes by the words where it has them', () => {
    const slowWords = 'one two three four five six';
    const track = [0, 1].reduce<PaceTrack>((before) => turn(before, {}, { transcript: slowWords }), noPaceYet);
    const fastWords = { transcript: 'one two three four five six eight nine ten' };
    expect(turn(turn(track, {}, fastWords), {}, fastWords).slowFor).toBe('fast');
  });

  test('slows down for a voice that is raised in pitch and in loudness, not in one of them', () => {
    expect(turn(known, { levelDbfs: -18, pitchHz: 200 }).slowFor).toBe('upset');
    expect(turn(known, { levelDbfs: -18 }).slowFor).toBeUndefined();
    expect(turn(known, { pitchHz: 200 }).slowFor).toBeUndefined();
  });

  test('slows down for a caller whom the engine takes for upset, even in the first turn', () => {
    expect(turn(noPaceYet, {}, { upset: true }).slowFor).toBe('upset');
  });

  test('stays slow for the call when the caller asks for it', () => {
    let track = turn(known, {}, { transcript: 'Could you speak more slowly, please?' });
    for (let more = 0; more < 5; more += 1) track = turn(track, {});
    expect(paceOf(track)).toBe('slow');
    expect(turn(track, {}, { upset: true }).slowFor).toBe('asked');
  });

  test('is not judged by a word or two', () => {
    const word = speech({ perSecond: 9 }).slice(0, 12).reduce(notePace, known);
    const after = endPaceTurn(word, { transcript: 'yes', upset: false });
    expect(after).toEqual({ ...known, turn: nothingHeard });
  });
});

test.each([
  'slow down please',
  "sorry you're talking too fast",
  '講慢啲啦唔該',
  '你講得太快',
  '请您说慢一点',
  '慢慢说',
])('a caller asks for slower speech: %s', (text) => expect(asksForSlower(text)).toBe(true));

test.each([
  'my internet is slow',
  'the data runs out too fast',
  '上網好慢',
  '网速太慢',
  '扣费扣得太快',
  '你好快啲幫我搞',
])('a caller does not ask for slower speech: %s', (text) => expect(asksForSlower(text)).toBe(false));

test.each([
  ['why is my bill so high', 6],
  ['please make the table', 5],
  ['點解張單咁貴', 6],
  ['我的号码是 138', 8],
])('%s has %i syllables', (text, count) => expect(syllables(text)).toBe(count));

describe.skipIf(recordings.missing)(`real voices${recordings.note}`, () => {
  let model: VoiceModel;
  beforeAll(async () => {
    model = await VoiceModel.load();
  });

  test('the syllables that are heard are about as many as there are', async () => {
    // "Das will sie am Mittwoch abgeben": nine syllables, of which some run together.
    const clips = sharedClips('emotion/emodb/').filter(
      ({ file, label }) => label === 'neutral' && /a02N\w\.wav$/u.test(file),
    );
    const counts = [];
    for (const { file } of clips) {
      const { cues } = await hearTurn(model, turnOf(onALine((await readWav(file)).samples)));
      counts.push(cues.reduce(notePace, noPaceYet).turn.nuclei);
    }
    expect(counts.length).toBeGreaterThan(5);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    expect(mean).toBeGreaterThan(6.3);
    expect(mean).toBeLessThan(9.9);
  });
});

const turnOf = (samples: Int16Array): TurnAudio => ({
  set: 'voices',
  language: 'en',
  samples,
  firstMs: 0,
  lastMs: 0,
  expectedDigits: 0,
  isShort: false,
  openUntilMs: 0,
});
