import { describe, expect, it } from 'vitest';
import type { AudibleRun } from '#src/caller/audible.js';
import { formatReport } from '#src/caller/format.js';
import { type CallReport, conversation } from '#src/caller/report.js';

const originMs = 10_000;
const run = (fromMs: number, toMs: number): AudibleRun => ({
  fromMs: originMs + fromMs,
  toMs: originMs + toMs,
  packets: 10,
  audioMs: 200,
  power: 0.1,
});
const line = {
  utterances: [
    { said: { kind: 'speech' as const, text: 'why is my bill so high' }, firstMs: 14_000, lastMs: 15_000 },
    { said: { kind: 'dtmf' as const, digits: '12' }, firstMs: 16_500, lastMs: 16_840 },
    { said: { kind: 'audio' as const, label: 'a.wav' }, firstMs: 21_000, lastMs: 22_000 },
  ],
  runs: [run(340.04, 1300), run(1400, 2000), run(5600, 6700), run(7400, 8000), run(8900, 9500)],
};

describe('the timeline', () => {
  const { greeting, turns } = conversation(line, originMs, originMs + 40);

  it('counts the greeting from the answer', () => {
    expect(greeting).toEqual({
      gapMs: 300,
      speech: { fromMs: 340, toMs: 2000, audibleMs: 400, levelDbfs: -20 },
    });
  });

  it('gives each turn its gap, its interruption and all that the bot said', () => {
    expect(turns).toEqual([
      {
        said: [{ kind: 'speech', text: 'why is my bill so high' }],
        fromMs: 4000,
        toMs: 5000,
        gapMs: 600,
        interruptionMs: null,
        reply: { fromMs: 5600, toMs: 6700, audibleMs: 200, levelDbfs: -20 },
      },
      {
        said: [{ kind: 'dtmf', digits: '12' }],
        fromMs: 6500,
        toMs: 6840,
        gapMs: 560,
        interruptionMs: 200,
        reply: { fromMs: 7400, toMs: 9500, audibleMs: 400, levelDbfs: -20 },
      },
      {
        said: [{ kind: 'audio', label: 'a.wav' }],
        fromMs: 11_000,
        toMs: 12_000,
        gapMs: null,
        interruptionMs: null,
        reply: null,
      },
    ]);
  });

  const report: CallReport = {
    uri: 'sip:100@127.0.0.1',
    callId: 'x',
    startedAt: '2026-01-05T12:00:00.000Z',
    outcome: 'no-reply',
    error: { code: 'CALL_NO_REPLY', message: "the bot's reply did not come within 2000 ms" },
    status: 200,
    ringMs: 12,
    answerMs: 40,
    endMs: 14_000,
    endedBy: 'caller',
    greeting,
    turns,
    media: null,
  };

  it('can be read', () => {
    expect(formatReport(report).split('\n')).toEqual([
      'call to sip:100@127.0.0.1',
      '    0.012 s  ringing',
      '    0.040 s  answered',
      '    0.340 s  bot     spoke for 1.7 s at -20 dBFS; 300 ms after the answer',
      '    4.000 s  caller  "why is my bill so high"',
      '    5.600 s  bot     spoke for 1.1 s at -20 dBFS; gap 600 ms',
      '    6.500 s  caller  keys 12; the bot went on for 200 ms',
      '    7.400 s  bot     spoke for 2.1 s at -20 dBFS; gap 560 ms',
      '   11.000 s  caller  [a.wav]',
      '   14.000 s  the caller hung up',
      "   14.000 s  no-reply: the bot's reply did not come within 2000 ms",
    ]);
  });

  it('of a refused call names the status', () => {
    const refused: CallReport = {
      ...report,
      outcome: 'not-answered',
      error: { code: 'SIP_REJECTED', message: 'the peer answered 486' },
      status: 486,
      ringMs: null,
      answerMs: null,
      endedBy: null,
      endMs: 20,
      greeting: null,
      turns: [],
    };
    expect(formatReport(refused).split('\n')[1]).toBe(
      '    0.020 s  not-answered: the peer answered 486 (SIP status 486)',
    );
  });
});
