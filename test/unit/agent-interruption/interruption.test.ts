import { describe, expect, it } from 'vitest';
import { interruptionRules, judgeInterruption } from '#src/agent/interruption/interruption.js';
import { meaningOf } from '#src/agent/interruption/meaning.js';
import { beginOverlap, followOverlap, type Overlap } from '#src/agent/interruption/overlap.js';
import { backChannelWords, interruptingWords } from '#src/agent/interruption/words.js';
import { type Language, languages } from '#src/core/language.js';
import type { TurnCues } from '#src/core/turn-cues.js';
import { quietCues, speakingCues } from '../../support/turn-cues.js';

const rules = interruptionRules.balanced;
const frameMs = 32;

/** Syllables of 160 ms with dips of 64 ms between them. */
function talk(ms: number): TurnCues[] {
  return Array.from({ length: Math.round(ms / frameMs) }, (_, index) => ({
    ...speakingCues,
    levelDbfs: index % 7 < 5 ? -20 : -32,
  }));
}

const steady = (ms: number, cues: TurnCues = speakingCues): TurnCues[] =>
  Array.from({ length: Math.round(ms / frameMs) }, () => cues);

const silence = (ms: number): TurnCues[] =>
  Array.from({ length: Math.round(ms / frameMs) }, (_, index) => quietCues((index + 1) * frameMs));

function overlapOf(frames: readonly TurnCues[], before?: Overlap, onsetMs = 1000): Overlap {
  return frames.reduce(
    (overlap, cues, index) => followOverlap(overlap, { ...cues, atMs: onsetMs + (index + 1) * frameMs }),
    beginOverlap(onsetMs, before),
  );
}

const judge = (
  frames: readonly TurnCues[],
  {
    text = '',
    language = 'en' as Language,
    usualPeakDbfs = undefined as number | undefined,
    before = undefined as Overlap | undefined,
  } = {},
) => judgeInterruption({ overlap: overlapOf(frames, before), text, language, usualPeakDbfs }, rules);

describe('a caller who talks over the bot', () => {
  it('interrupts it when the talk goes on', () => {
    expect(judge(talk(rules.realMs + 2 * frameMs))).toBe('real');
  });

  it('is not judged while the talk is short', () => {
    expect(judge(talk(320))).toBe('undecided');
    expect(judge([...talk(320), ...silence(96)])).toBe('undecided');
  });

  it('has said "mm-hm" when it was short and is over', () => {
    expect(judge([...talk(320), ...silence(256)])).toBe('back-channel');
  });

  it('is waited for while the voice model still hears a word in the silence', () => {
    const closure = silence(256).map((cues) => ({ ...cues, voice: 0.8 }));
    expect(judge([...talk(320), ...closure])).toBe('undecided');
  });

  it('interrupts at once with a word that says so', () => {
    expect(judge(talk(320), { text: 'stop' })).toBe('real');
    expect(judge(talk(320), { text: '等等', language: 'yue' })).toBe('real');
    expect(judge([...talk(320), ...silence(256)], { text: '不是', language: 'cmn' })).toBe('real');
  });

  it('is given more time while it only says yes', () => {
    const long = talk(rules.realMs + 2 * frameMs);
    expect(judge(long, { text: 'yeah okay yeah' })).toBe('undecided');
    expect(judge([...long, ...silence(256)], { text: 'yeah okay yeah' })).toBe('back-channel');
  });

  it('may hum for longer than it may talk', () => {
    expect(judge(steady(rules.realMs + 2 * frameMs))).toBe('undecided');
    expect(judge(steady(rules.realMs * 1.6))).toBe('real');
  });

  it('who goes on after a breath has said all of it', () => {
    const before = overlapOf([...talk(480), ...silence(256)]);
    const again = beginOverlap(1000 + 480 + 400, before);
    const overlap = talk(352).reduce(
      (known, cues, index) => followOverlap(known, { ...cues, atMs: again.onsetMs + (index + 1) * frameMs }),
      again,
    );
    expect(judgeInterruption({ overlap, text: undefined, language: 'en', usualPeakDbfs: undefined }, rules)).toBe(
      'real',
    );
  });

  it('who says "mm" again seconds later has not said more', () => {
    const before = overlapOf([...talk(480), ...silence(256)]);
    expect(beginOverlap(5000, before).earlierMs).toBe(0);
  });
});

describe('a sound that is not the caller', () => {
  it('is noise when it has no pitch', () => {
    const cough = { ...speakingCues, pitchHz: 0 };
    expect(judge([...steady(320, cough), ...silence(256)])).toBe('noise');
    expect(judge(steady(rules.realMs + 64, cough))).toBe('noise');
  });

  it('is noise when the voice model doubts it', () => {
    expect(judge(talk(rules.realMs + 64).map((cues) => ({ ...cues, voice: 0.5 })))).toBe('noise');
  });

  it('is noise when it is far below the caller’s usual level, like the echo of the bot', () => {
    const echo = talk(rules.realMs + 64).map((cues) => ({ ...cues, levelDbfs: cues.levelDbfs - 25 }));
    expect(judge(echo, { usualPeakDbfs: -18 })).toBe('noise');
    expect(judge(echo)).toBe('real');
  });
});

describe('syllables of an overlap', () => {
  it('are counted by the rises of the level', () => {
    expect(overlapOf(talk(7 * 4 * frameMs)).syllables).toBe(4);
    expect(overlapOf(steady(900)).syllables).toBe(1);
  });
});

describe('the meaning of words said over the bot', () => {
  it.each<[Language, string, string]>([
    ['en', 'mm-hm', 'back-channel'],
    ['en', 'Uh-huh, okay.', 'back-channel'],
    ['en', "that's right", 'back-channel'],
    ['en', 'hold on', 'interruption'],
    ['en', 'yes but', 'interruption'],
    ['en', 'no', 'interruption'],
    ['en', 'cancel that', 'interruption'],
    ['en', 'my account', 'interruption'],
    ['en', 'latte', 'unknown'],
    ['en', '', 'unknown'],
    ['yue', '嗯', 'back-channel'],
    ['yue', '係呀', 'back-channel'],
    ['yue', '好嘅,明白', 'back-channel'],
    ['yue', '唔係', 'interruption'],
    ['yue', '唔係呀', 'interruption'],
    ['yue', '停', 'interruption'],
    ['yue', '等等先', 'interruption'],
    ['cmn', '对对对', 'back-channel'],
    ['cmn', '是的，好的', 'back-channel'],
    ['cmn', '不是', 'interruption'],
    ['cmn', '等一下', 'interruption'],
    ['cmn', '可以可以', 'back-channel'],
  ])('%s: "%s" is %s', (language, text, expected) => {
    expect(meaningOf(text, language)).toBe(expected);
  });

  it('is never both', () => {
    for (const language of languages) {
      for (const word of backChannelWords[language]) expect(interruptingWords[language].has(word), word).toBe(false);
    }
  });
});
