/** What the tags of a recogniser become, over real sockets: events of the engine, and words without them. */
import { afterEach, describe, expect, test } from 'vitest';
import { openAiSpeech } from '#src/engines/cascade/voice/openai-speech.js';
import { Side } from '../../contract/engine-side.js';
import {
  type CascadeSubject,
  openCascade,
  remoteVoice,
  senseVoice,
  verboseTranscriptions,
} from '../../engines/cascade/cascade-subject.js';
import type { Recognises } from '../../engines/cascade/recogniser-server.js';
import { tone } from '../../support/tone.js';
import { until } from '../../support/until.js';

const opened: CascadeSubject[] = [];
afterEach(() => Promise.all(opened.splice(0).map((subject) => subject.close())));

type Recogniser = typeof senseVoice;

async function cascade(recognises: Recognises, recogniser?: Recogniser, stream = false): Promise<CascadeSubject> {
  const driver = openAiSpeech({ model: 'gpt-4o-mini-tts', voice: 'alloy', instructions: true });
  const subject = await openCascade(
    { stream, model: 'gpt-4o-mini', voice: remoteVoice(driver, '/v1'), ...(recogniser && { recogniser }) },
    () => ({ text: 'Well.' }),
  );
  opened.push(subject);
  subject.server.recognises = recognises;
  return subject;
}

const said = { kind: 'speech', samples: tone(400, { hz: 600, rateHz: 16_000 }) } as const;
const angry = '<|zh|><|ANGRY|><|Speech|><|woitn|>我要投诉你们';

async function ask(subject: CascadeSubject) {
  const side = await Side.open(subject);
  const id = await side.play([said]);
  const { messages } = subject.server.asked.at(-1)!;
  const heard = side.of(id).filter(({ type }) => type === 'heard' || type === 'paralinguistics');
  await side.session.close();
  return { heard, told: messages.at(-1)!.content };
}

const words = { type: 'heard', replyId: 1, final: true, text: '我要投诉你们', language: 'cmn' };
const reading = { type: 'paralinguistics', replyId: 1, reading: { emotion: { value: 'angry' } } };

describe('an angry caller who speaks Mandarin', () => {
  test('is heard so by tags in a transcription, which the model is not told', async () => {
    const subject = await cascade(() => ({ text: angry }));
    expect(subject.engine.capabilities.paralinguistics).toBe('tags');
    expect(await ask(subject)).toEqual({ heard: [words, reading], told: words.text });
  });

  test("by SenseVoice's own server", async () => {
    expect(await ask(await cascade(() => ({ text: angry }), senseVoice))).toEqual({
      heard: [words, reading],
      told: words.text,
    });
  });

  test('by fields beside the words, with how sure the words are', async () => {
    const subject = await cascade(
      () => ({
        text: words.text,
        language: 'zh',
        emotion: 'ANGRY',
        event: 'Speech',
        segments: [{ text: words.text, start: 0, end: 1, avg_logprob: 0, no_speech_prob: 0 }],
      }),
      verboseTranscriptions,
    );
    expect((await ask(subject)).heard).toEqual([{ ...words, confidence: 1 }, reading]);
  });

  test('by tags that come in pieces while the words are made out', async () => {
    const { heard } = await ask(await cascade(() => ({ text: angry }), undefined, true));
    expect(heard.slice(-2)).toEqual([words, reading]);
    const partials = heard.slice(0, -2).map((event) => (event.type === 'heard' ? event.text : ''));
    expect(partials.length).toBeGreaterThan(0);
    for (const partial of partials) expect(words.text).toContain(partial);
  });
});

test('music is nothing said, and is told as music', async () => {
  const { heard, told } = await ask(await cascade(() => ({ text: '<|nospeech|><|ANGRY|><|BGM|><|woitn|>The.' })));
  expect(heard).toEqual([
    { type: 'heard', replyId: 1, final: true, text: '' },
    { type: 'paralinguistics', replyId: 1, reading: { events: [{ value: 'music' }] } },
  ]);
  expect(told).toBe('(the caller said something that could not be made out)');
});

test('how a guess sounded is told once it counts, and never of a guess that was wrong', async () => {
  const subject = await cascade(() => ({ text: angry }));
  const side = await Side.open(subject);
  const wrong = side.reply(said, true);
  await until(() => side.audioMs(wrong) > 0);
  expect(side.of(wrong).some(({ type }) => type === 'paralinguistics')).toBe(false);
  side.cancel(wrong);
  const right = side.reply(said, true);
  await side.complete(right);
  expect(side.events.some(({ type }) => type === 'paralinguistics')).toBe(false);
  side.commit(right);
  await until(() => side.events.some(({ type }) => type === 'paralinguistics'));
  expect(side.events.filter(({ type }) => type === 'paralinguistics')).toEqual([{ ...reading, replyId: right }]);
  await side.session.close();
});
