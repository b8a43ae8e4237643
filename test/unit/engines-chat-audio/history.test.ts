import { describe, expect, test } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import type { EngineEvent } from '#src/agent/engine.js';
import { decodeWav } from '#src/caller/wav.js';
import { TurnRecorder } from '#src/engines/chat-audio/history/caller-audio.js';
import { SpokenHistory } from '#src/engines/chat-audio/history/spoken-history.js';
import { SpokenTurn } from '#src/engines/chat-audio/history/spoken-turn.js';
import { SpokenText } from '#src/engines/chat-audio/spoken-text.js';
import { ReplyAudio } from '#src/engines/wire/reply-audio.js';
import { tone } from '../../support/tone.js';

const empty = new ContextManager('en').snapshot();
const audioOf = (lengthMs: number, name: string) => ({ wavs: [name], lengthMs });

function turn(replyId: number, lengthMs = 2_000): SpokenTurn {
  const spoken = new SpokenTurn(replyId, { kind: 'speech', audio: audioOf(lengthMs, `wav${replyId}`), language: 'en' });
  spoken.beginStep();
  spoken.said(`answer ${replyId}`, [1, 2, 3, 4]);
  return spoken;
}

describe("a caller's turn", () => {
  test('is cut into parts that the encoder takes', () => {
    const recorder = new TurnRecorder(16_000, 25_000);
    for (let at = 0; at < 30; at += 1) recorder.push(tone(1_000, { rateHz: 16_000 }));
    const { wavs, lengthMs } = recorder.take();
    expect(lengthMs).toBe(30_000);
    expect(wavs.map((wav) => decodeWav(Buffer.from(wav, 'base64')).samples.length)).toEqual([400_000, 80_000]);
  });

  test('that never ends is kept from its end', () => {
    const recorder = new TurnRecorder(16_000, 25_000);
    for (let at = 0; at < 90; at += 1) recorder.push(tone(1_000, { rateHz: 16_000 }));
    expect(recorder.take().lengthMs).toBeLessThanOrEqual(61_000);
  });

  test('of nothing is a file all the same', () => {
    expect(new TurnRecorder(16_000, 25_000).take()).toMatchObject({ lengthMs: 0, wavs: [expect.any(String)] });
  });
});

describe('a history', () => {
  test('sends the newest turns as audio and older ones in words, when there are any', () => {
    const history = new SpokenHistory(empty, { audioTurns: 2, audioMs: 60_000 });
    const turns = [turn(1), turn(2), turn(3), turn(4)];
    turns[0]!.transcribed('my bill please');
    for (const each of turns) history.add(each);
    expect(history.messages.filter(({ role }) => role === 'caller')).toEqual([
      { role: 'caller', text: 'my bill please' },
      { role: 'caller', text: '(the caller said something that could not be made out)' },
      { role: 'caller', wavs: ['wav3'] },
      { role: 'caller', wavs: ['wav4'] },
    ]);
  });

  test('has no more audio than it may, but for the turn that was just said', () => {
    const history = new SpokenHistory(empty, { audioTurns: 9, audioMs: 45_000 });
    for (const each of [turn(1, 20_000), turn(2, 20_000), turn(3, 20_000)]) history.add(each);
    expect(history.messages.flatMap((message) => ('wavs' in message ? message.wavs : []))).toEqual(['wav2', 'wav3']);
    history.add(turn(4, 59_000));
    expect(history.messages.flatMap((message) => ('wavs' in message ? message.wavs : []))).toEqual(['wav4']);
  });

  test('is cut to what was heard, in words and in tokens', () => {
    const history = new SpokenHistory(empty, { audioTurns: 2, audioMs: 60_000 });
    const spoken = new SpokenTurn(7, { kind: 'text', text: 'The caller pressed 1.' });
    spoken.beginStep();
    spoken.said(
      'Let me see.',
      Array.from({ length: 10 }, (_, code) => code),
    );
    spoken.called([{ toolCallId: 'c', name: 'get_bill', arguments: '{}' }]);
    spoken.toolResult('c', { ok: true, value: { total: 3 } });
    spoken.beginStep();
    spoken.said(
      'It is three dollars.',
      Array.from({ length: 40 }, (_, code) => 100 + code),
    );
    history.add(spoken);
    history.turn(7)!.cutTo(1_000, 'Let me see. It is');
    expect(history.messages).toEqual([
      { role: 'caller', text: 'The caller pressed 1.' },
      {
        role: 'bot',
        text: 'Let me see.',
        codes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        calls: [{ toolCallId: 'c', name: 'get_bill', arguments: '{}' }],
      },
      { role: 'tool', toolCallId: 'c', name: 'get_bill', text: '{"total":3}' },
      // A second is 25 tokens, of which the first step had 10.
      { role: 'bot', text: 'It is', codes: Array.from({ length: 15 }, (_, code) => 100 + code), calls: [] },
    ]);
    history.turn(7)!.cutTo(0, '');
    expect(history.messages.filter(({ role }) => role === 'bot')).toMatchObject([{ text: '', codes: [] }]);
  });

  test('begins with what was said before the session', () => {
    const context = new ContextManager('en');
    context.add({ role: 'caller', id: undefined, text: 'hello' });
    const history = new SpokenHistory(context.snapshot(), { audioTurns: 2, audioMs: 60_000 });
    history.noteSaid('Welcome.');
    expect(history.messages).toMatchObject([
      { role: 'caller', text: 'hello' },
      { role: 'bot', text: 'Welcome.' },
    ]);
  });

  test('does not grow without end', () => {
    const history = new SpokenHistory(empty, { audioTurns: 2, audioMs: 60_000 });
    for (let at = 0; at < 500; at += 1) history.noteSaid('x'.repeat(100));
    expect(history.messages.length).toBeLessThanOrEqual(120);
  });
});

describe('the text of a reply', () => {
  function spoken() {
    const events: EngineEvent[] = [];
    const audio = new ReplyAudio({
      replyId: 1,
      outputRateHz: 24_000,
      maxMs: 60_000,
      emit: (event) => events.push(event),
    });
    const texts = () =>
      events.flatMap((event) => (event.type === 'text' ? [`${event.text}@${Math.round(event.atMs)}`] : []));
    return { audio, text: new SpokenText(audio), texts };
  }
  const second = tone(1_000, { rateHz: 24_000 });

  test('is told at the pace of speech, not of writing', () => {
    const { audio, text, texts } = spoken();
    for (const [at, word] of ['您好', '這裡', '是', '客服'].entries()) text.add(word, at * 160);
    text.advance();
    expect(texts()).toEqual(['您好@0']);
    audio.audio(second, 24_000);
    text.advance();
    expect(texts()).toEqual(['您好@0', '這裡@400', '是@800', '客服@1000']);
  });

  test('is all told when the audio ends, over what is left of it', () => {
    const { audio, text, texts } = spoken();
    for (const word of ['一二三', '四五六', '七八九', '十一二']) text.add(word, 0);
    audio.audio(second, 24_000);
    text.end();
    // 600 ms of speech each at the ordinary pace; the last two are put into the 400 ms that are left.
    expect(texts()).toEqual(['一二三@0', '四五六@600', '七八九@600', '十一二@800']);
  });
});
