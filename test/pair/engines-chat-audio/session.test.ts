/** Step-Audio 2 on StepFun's vLLM with CosyVoice's token decoder: what is special to it, over real sockets. */
import { afterEach, describe, expect, test } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import type { EngineEvent, EngineSession, ReplyInput } from '#src/agent/engine.js';
import type { ChatAudioOptions } from '#src/engines/chat-audio/options.js';
import { type ChatAudioSubject, openChatAudio } from '../../engines/chat-audio/chat-audio-subject.js';
import type { ShapeMessage } from '../../engines/chat-audio/shape.js';
import { carrierTools } from '../../support/carrier-dialogue.js';
import { tone } from '../../support/tone.js';
import { until } from '../../support/until.js';

const closing: ChatAudioSubject[] = [];
afterEach(async () => {
  for (const subject of closing.splice(0)) await subject.close();
});

interface Call {
  readonly subject: ChatAudioSubject;
  readonly session: EngineSession;
  readonly events: EngineEvent[];
  /** Asks for a reply, to words where `hz` is given. */
  reply(replyId: number, hz?: number, speculative?: boolean): void;
  of<T extends EngineEvent['type']>(type: T): Extract<EngineEvent, { type: T }>[];
  ended(replyId: number): Promise<EngineEvent>;
}

async function call(more: Partial<ChatAudioOptions> = {}, subject?: ChatAudioSubject): Promise<Call> {
  const opened = subject ?? (await openChatAudio('step-audio-2-vllm', more));
  if (subject === undefined) closing.push(opened);
  const events: EngineEvent[] = [];
  const session = await opened.engine.openSession({
    callId: 'c',
    language: 'en',
    persona: 'You are Ada.',
    tools: carrierTools,
    context: new ContextManager('en').snapshot(),
    onEvent: (event) => events.push(event),
  });
  const of = <T extends EngineEvent['type']>(type: T) =>
    events.filter((event) => event.type === type) as Extract<EngineEvent, { type: T }>[];
  return {
    subject: opened,
    session,
    events,
    of,
    reply(replyId, hz, speculative = false) {
      if (hz !== undefined) {
        session.startTurn();
        session.pushAudio(tone(800, { hz, rateHz: 16_000 }));
      }
      const input: ReplyInput = hz === undefined ? { kind: 'dtmf', digits: '9' } : { kind: 'speech' };
      session.reply({ replyId, input, speculative, style: {}, language: 'en' });
    },
    ended: (replyId) =>
      until(() =>
        events.find((event) => (event.type === 'done' || event.type === 'failed') && event.replyId === replyId),
      ),
  };
}

const audioSamples = ({ of }: Call): number => of('audio').reduce((sum, { samples }) => sum + samples.length, 0);
const said = (messages: readonly ShapeMessage[]) => messages.filter(({ role }) => role === 'assistant').slice(0, -1);

describe('a reply in tokens', () => {
  test('is decoded in chunks of one stream, each with its look-ahead, and nothing is lost', async () => {
    const side = await call();
    side.reply(1, 300);
    await side.ended(1);
    const { chunks, open } = side.subject.decoder!;
    expect(new Set(chunks.map(({ stream }) => stream)).size).toBe(1);
    expect(chunks.map(({ codes }) => codes.length).slice(0, 3)).toEqual([18, 28, 28]);
    expect(chunks.map(({ final }) => final).indexOf(true)).toBe(chunks.length - 1);
    const codes = chunks.flatMap((chunk) => (chunk.final ? chunk.codes : chunk.codes.slice(0, -3)));
    expect(codes).toEqual(codes.map((_, index) => index));
    // 40 ms a token at 24 kHz.
    expect(audioSamples(side)).toBe(codes.length * 960);
    expect(open.size).toBe(0);
  });

  test('that is talked over ends at both servers, and the decoder keeps nothing of it', async () => {
    const side = await call();
    side.reply(1, 300);
    await until(() => side.of('audio').length > 0);
    side.session.cancel(1);
    await until(() => side.subject.server.aborted() > 0);
    await until(() => side.subject.decoder!.open.size === 0);
    const before = side.events.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(side.events).toHaveLength(before);
  });

  test('is told again only as far as it was heard, in words and in tokens', async () => {
    const side = await call();
    side.reply(1, 300);
    await side.ended(1);
    side.session.truncate(1, 1_000, 'Hello, this is');
    side.reply(2, 300);
    await side.ended(2);
    const [system, first, answer, second, prefill] = side.subject.server.asked.at(-1)!.messages;
    expect(system).toMatchObject({ role: 'system', content: expect.stringContaining('You are Ada.') });
    expect(first).toMatchObject({ role: 'human', content: [{ type: 'input_audio' }] });
    expect(answer).toMatchObject({ role: 'assistant', content: '', tts_content: { tts_text: 'Hello, this is' } });
    const { tts_audio: audio } = answer!.tts_content as { tts_audio: string };
    expect(audio.match(/<audio_\d+>/g)).toHaveLength(25);
    expect(second).toMatchObject({ role: 'human' });
    expect(prefill).toEqual({ role: 'assistant', content: '<tts_start>' });
  });

  test('is a failure when the decoder breaks, and the model is not kept busy with it', async () => {
    const side = await call();
    side.subject.decoder!.isBroken = true;
    side.reply(1, 300);
    expect(await side.ended(1)).toMatchObject({ type: 'failed', error: { code: 'ENGINE_FAILED' } });
    await until(() => side.subject.server.aborted() > 0);
    side.subject.decoder!.isBroken = false;
    side.reply(2, 300);
    expect((await side.ended(2)).type).toBe('done');
  });

  test('has its words where they are spoken: none of them before the audio they begin in', async () => {
    const side = await call();
    side.reply(1, 300);
    await side.ended(1);
    const marks = side.of('text').map(({ atMs }) => atMs);
    expect(marks).toEqual([...marks].sort((a, b) => a - b));
    const lengthMs = audioSamples(side) / 24;
    // Written in the first fifth, spoken to the end.
    expect(marks.at(-1)).toBeGreaterThan(lengthMs * 0.7);
  });
});

describe('a guess', () => {
  test('does not see another guess, and what was not committed is not told again', async () => {
    const side = await call();
    side.reply(1, 300, true);
    side.reply(2, 600, true);
    await side.ended(1);
    await until(() => side.of('tool-call').length > 0);
    side.session.cancel(1);
    side.session.commit(2);
    side.session.cancel(2);
    side.session.noteSaid('Are you still there?');
    side.reply(3);
    await side.ended(3);
    const asked = side.subject.server.asked.at(-1)!.messages;
    expect(asked.filter(({ role }) => role === 'human')).toHaveLength(2);
    expect(said(asked).at(-1)).toMatchObject({ content: 'Are you still there?' });
  });
});

describe('what is asked beside the conversation', () => {
  test("the caller's words and voice are told once the reply is heard, and later turns go in words", async () => {
    const side = await call({ transcribes: true, readsVoice: true, audioTurns: 1 });
    side.subject.server.reading = '这是一位年轻女性，语速较快，听起来有点生气。';
    side.reply(1, 300);
    await until(() => side.of('paralinguistics').length > 0);
    await side.ended(1);
    expect(side.of('heard')).toEqual([{ type: 'heard', replyId: 1, text: 'hello', final: true }]);
    expect(side.of('paralinguistics')).toEqual([
      {
        type: 'paralinguistics',
        replyId: 1,
        reading: {
          emotion: { value: 'angry' },
          ageGroup: { value: 'young' },
          gender: { value: 'female' },
          pace: { value: 'fast' },
        },
      },
    ]);
    const firstAudio = side.events.findIndex(({ type }) => type === 'audio');
    expect(side.events.findIndex(({ type }) => type === 'heard')).toBeGreaterThan(firstAudio);
    expect(side.subject.server.questions.map(({ messages }) => messages[0]!.content)).toEqual([
      '请记录下你所听到的语音内容。',
      expect.stringContaining('JSON'),
    ]);
    side.reply(2, 300);
    await side.ended(2);
    side.reply(3, 300);
    await side.ended(3);
    const callers = side.subject.server.asked.at(-1)!.messages.filter(({ role }) => role === 'human');
    expect(callers[0]!.content).toBe('hello');
  });

  test('is not asked of a guess until it counts, nor of keys', async () => {
    const side = await call({ transcribes: true, readsVoice: true });
    side.reply(1, 300, true);
    await side.ended(1);
    side.reply(2);
    await side.ended(2);
    expect(side.subject.server.questions).toEqual([]);
    side.session.commit(1);
    await until(() => side.of('paralinguistics').length > 0);
    expect(side.subject.server.questions).toHaveLength(2);
  });

  test('is left out where there is no place for it', async () => {
    const subject = await openChatAudio('step-audio-2-vllm', { transcribes: true, readsVoice: true, sideRequests: 1 });
    closing.push(subject);
    const sides = await Promise.all([call({}, subject), call({}, subject), call({}, subject)]);
    for (const side of sides) side.reply(1, 300);
    await Promise.all(sides.map((side) => side.ended(1)));
    await until(() => subject.server.questions.length >= 2);
    expect(sides.flatMap((side) => side.of('failed'))).toEqual([]);
  });
});

describe('an engine', () => {
  test('has as many sessions as it may, and no place while the server makes others wait', async () => {
    const side = await call({ concurrentSessions: 2 });
    const probe = () => side.subject.engine.probe(AbortSignal.timeout(5_000));
    expect(await probe()).toEqual({ up: true, freeSessions: 1 });
    side.subject.server.waiting = 3;
    expect(await probe()).toEqual({ up: true, freeSessions: 0 });
    const second = await call({}, side.subject);
    await expect(call({}, side.subject)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    await second.session.close();
    await (await call({}, side.subject)).session.close();
  });

  test('that is not there, or takes no such key, says so when a session is opened', async () => {
    const subject = await openChatAudio('step-audio-2-vllm', { url: 'http://127.0.0.1:9/v1' });
    closing.push(subject);
    await expect(call({}, subject)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    const side = await call({ key: 'sk-wrong' });
    side.reply(1, 300);
    expect(await side.ended(1)).toMatchObject({ type: 'failed', error: { code: 'ENGINE_REFUSED' } });
  });

  test('without a voice file that can be used says so', async () => {
    const tokenDecoder = { url: 'http://127.0.0.1:9', voiceFile: '/nowhere/voice.wav' };
    await expect(call({ tokenDecoder })).rejects.toMatchObject({ code: 'CONFIG_FILE' });
  });
});
