import { describe, expect, test } from 'vitest';
import { angerWords } from '#src/agent/mood/anger-words.js';
import { wordEvidence } from '#src/agent/mood/evidence.js';
import {
  endMoodTurn,
  type MoodTrack,
  moodNow,
  noMoodYet,
  noteEngine,
  noteVoice,
  noteWords,
} from '#src/agent/mood/mood.js';
import type { VoiceReading } from '#src/core/voice-reading.js';

const voice = (anger: number, loudDbfs = -20): VoiceReading => ({
  atMs: 0,
  anger,
  angerThreshold: 0.73,
  activeMs: 2000,
  loudDbfs,
  syllablesPerSecond: 4,
  pitchHz: 180,
});

interface Turn {
  readonly voice?: number;
  readonly loudDbfs?: number;
  readonly words?: string;
  readonly emotion?: 'angry' | 'happy';
}

function call(...turns: readonly Turn[]): MoodTrack {
  return turns.reduce<MoodTrack>((track, turn) => {
    let heard = track;
    if (turn.voice !== undefined) heard = noteVoice(heard, voice(turn.voice, turn.loudDbfs));
    if (turn.words !== undefined) heard = noteWords(heard, turn.words);
    if (turn.emotion !== undefined) heard = noteEngine(heard, { emotion: { value: turn.emotion } });
    return endMoodTurn(heard);
  }, noMoodYet);
}

const levelAfter = (...turns: readonly Turn[]) => call(...turns).mood.level;

describe('the mood of a caller', () => {
  test('one loud turn, one tag or one rude word decides nothing', () => {
    expect(levelAfter({ voice: 0.1, loudDbfs: -25 }, { voice: 0.999, loudDbfs: -5 })).toBe('calm');
    expect(levelAfter({ emotion: 'angry' })).toBe('calm');
    expect(levelAfter({ words: 'this is bullshit' })).toBe('calm');
  });

  test('two angry turns do, and so do an angry voice with angry words', () => {
    expect(levelAfter({ voice: 0.95 }, { voice: 0.95 })).toBe('rising');
    expect(levelAfter({ voice: 0.9, words: 'This is ridiculous, I want to complain' })).toBe('rising');
    expect(levelAfter({ voice: 0.9, emotion: 'angry' })).toBe('rising');
  });

  test('who stays angry is sustained, and who calms down is not', () => {
    const angry = Array<Turn>(4).fill({ voice: 0.97 });
    expect(levelAfter(...angry)).toBe('sustained');
    expect(levelAfter(...angry, { voice: 0.05 })).toBe('sustained');
    expect(levelAfter(...angry, ...Array<Turn>(4).fill({ voice: 0.05 }))).toBe('calm');
  });

  test('a mood that hovers does not flicker', () => {
    const raised = call({ voice: 0.95 }, { voice: 0.95 });
    expect(moodNow(noteVoice(raised, voice(0.6))).level).toBe('rising');
    expect(levelAfter({ voice: 0.6 }, { voice: 0.6 })).toBe('calm');
  });

  test('an engine that hears joy takes a loud voice back', () => {
    expect(levelAfter({ voice: 0.9, emotion: 'happy' }, { voice: 0.85, emotion: 'happy' })).toBe('calm');
    expect(call({ voice: 0.6, emotion: 'happy' }).mood.valence).toBeGreaterThan(0);
  });

  test('everyday orders add up to nothing, however many', () => {
    expect(call(...Array<Turn>(50).fill({ voice: 0.2, words: 'what is my bill' })).mood.anger).toBeLessThan(0.5);
  });

  test('turns that say nothing change nothing', () => {
    const raised = call({ voice: 0.95 }, { voice: 0.95 });
    expect(endMoodTurn(raised).mood.level).toBe('rising');
    expect(endMoodTurn(raised).mood.anger).toBe(raised.mood.anger);
  });

  test('loudness and pace are told against the caller’s own first turns', () => {
    const { mood } = call({ voice: 0.1, loudDbfs: -24 }, { voice: 0.1, loudDbfs: -26 }, { voice: 0.1, loudDbfs: -15 });
    expect(mood.loudnessDb).toBeCloseTo(10, 5);
    expect(mood.pace).toBeCloseTo(1, 5);
  });

  test('what it rests on is told without the caller’s words', () => {
    const { evidence } = moodNow(noteWords(noteVoice(noMoodYet, voice(0.9)), 'you bastards, I will sue you'));
    expect(evidence.map(({ source }) => source)).toEqual(['voice', 'words']);
    expect(evidence[1]!.detail).toBe('swearing, threat');
  });
});

describe('angry words', () => {
  test.each([
    ['This is unacceptable', 'complaint'],
    ['I want to talk to your manager', 'threat'],
    ['what the hell is this', 'swearing'],
    ['你哋真係好離譜', 'complaint'],
    ['我要去消委會', 'threat'],
    ['收咗我幾多次錢，呃人㗎', 'complaint'],
    ['你们这是骗钱', 'complaint'],
    ['叫你们经理来', 'threat'],
    ['仆街', 'swearing'],
  ])('%s is a %s', (text, kind) => {
    expect(angerWords(text).map((each) => each.kind)).toContain(kind);
  });

  test.each([
    'what is my bill',
    'I want the five gig plan',
    '我想查下賬單',
    '我要升级套餐',
    'Shitake soup',
    'the plan is terrific',
  ])('%s is none', (text) => {
    expect(wordEvidence(text)).toBeUndefined();
  });
});
