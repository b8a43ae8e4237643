import { expect, test } from 'vitest';
import { endMoodTurn, noMoodYet, noteVoice, noteWords } from '#src/agent/mood/mood.js';
import { callLog } from '#src/ops/call-log.js';

const words = 'this is ridiculous, I will call my lawyer, I am Chan Tai Man';

test('the log has the mood with its evidence and what was done about it, and no word of the caller', () => {
  const reading = { atMs: 0, anger: 0.95, angerThreshold: 0.73, activeMs: 900, loudDbfs: -20, syllablesPerSecond: 4 };
  const track = noteWords(noteVoice(noMoodYet, { ...reading, pitchHz: 200 }), words);
  const { mood } = endMoodTurn(track);
  const lines: unknown[][] = [];
  const level = (...line: unknown[]) => void lines.push(line);
  const log = { debug: level, info: level, warn: level, error: level };
  const tell = callLog({ log, clear: false });
  tell({ callId: 'a', type: 'mood', ...mood });
  tell({ callId: 'a', type: 'mood-action', action: 'apologise', ...mood });
  const evidence = [
    { source: 'voice', anger: 0.8, detail: 'score 0.95' },
    { source: 'words', anger: 0.8, detail: 'threat, complaint' },
  ];
  expect(lines).toMatchObject([
    [{ callId: 'a', mood: 'rising', anger: 1.6, evidence }, 'caller mood'],
    [{ callId: 'a', action: 'apologise', mood: 'rising', evidence }, 'acted on mood'],
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/ridiculous|lawyer|Chan/);
});
