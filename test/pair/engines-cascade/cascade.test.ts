/** What a caller has of a cascade, over real sockets. */
import { afterEach, expect, test } from 'vitest';
import { openAiSpeech } from '#src/engines/cascade/voice/openai-speech.js';
import { stepAudioTts } from '#src/engines/cascade/voice/step-audio-tts.js';
import { pause, Side } from '../../contract/engine-side.js';
import { type CascadeSubject, openCascade, remoteVoice } from '../../engines/cascade/cascade-subject.js';
import type { ModelScript } from '../../engines/cascade/model-server.js';
import { characterMs } from '../../engines/cascade/voice-server.js';
import { tone } from '../../support/tone.js';
import { until } from '../../support/until.js';

const opened: CascadeSubject[] = [];
afterEach(() => Promise.all(opened.splice(0).map((subject) => subject.close())));

async function cascade(script?: ModelScript, stream = false): Promise<CascadeSubject> {
  const driver = openAiSpeech({ model: 'gpt-4o-mini-tts', voice: 'alloy', instructions: true });
  const subject = await openCascade({ stream, model: 'gpt-4o-mini', voice: remoteVoice(driver, '/v1') }, script);
  opened.push(subject);
  return subject;
}

const says =
  (text: string): ModelScript =>
  () => ({ text });
const key1 = { kind: 'dtmf', digits: '1' } as const;
const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh'];
const longStory = ordinals.map((nth) => `This is the ${nth} sentence of a story. `).join('');

test('speaks while the model still writes, sentence after sentence, the next one made ahead', async () => {
  const subject = await cascade(says(longStory));
  const side = await Side.open(subject);
  const id = side.reply(key1);
  await until(() => side.audioMs(id) > 0);
  expect(subject.server.spoken.length).toBeLessThan(10);
  await side.complete(id);
  expect(side.text(id)).toBe(longStory);
  expect(subject.server.spoken.map(({ text }) => `${text} `).join('')).toBe(longStory);
  expect(subject.server.mostAtATime()).toBe(2);
});

test('each text is told where its audio begins', async () => {
  const subject = await cascade(says('First part here, second part. Third.'));
  const side = await Side.open(subject);
  const id = await side.play([key1]);
  const texts = side.of(id).flatMap((event) => (event.type === 'text' ? [event] : []));
  expect(texts.map(({ text }) => text)).toEqual(['First part here, ', 'second part. ', 'Third.']);
  let atMs = 0;
  for (const event of texts) {
    expect(event.atMs).toBeCloseTo(atMs, 0);
    atMs += event.text.trim().length * characterMs;
  }
});

test('talked over, it stops asking for speech, and the model is told what was heard', async () => {
  const subject = await cascade(says(longStory));
  const side = await Side.open(subject);
  const id = side.reply(key1);
  await until(() => side.audioMs(id) > 1_500);
  side.cancel(id);
  side.session.truncate(id, 900, 'This is the first');
  await pause(50);
  const { length } = subject.server.spoken;
  expect(subject.server.aborted()).toBeGreaterThan(0);
  await pause(150);
  expect(subject.server.spoken).toHaveLength(length);
  const next = side.reply({ kind: 'dtmf', digits: '2' });
  await until(() => side.audioMs(next) > 0);
  expect(subject.server.asked.at(-1)!.messages.slice(1)).toEqual([
    { role: 'user', content: 'The caller pressed 1 on the keypad.' },
    { role: 'assistant', content: 'This is the first…' },
    { role: 'user', content: 'The caller pressed 2 on the keypad.' },
  ]);
  await side.session.close();
});

test('an answer that nobody was to hear is asked for once more, and is not remembered as said', async () => {
  const subject = await cascade(({ messages }) => ({
    text: messages.some(({ content }) => content?.includes('not in French')) ? 'It is fifty dollars.' : longStory,
  }));
  const side = await Side.open(subject);
  const id = side.reply(key1);
  await until(() => side.audioMs(id) > 0);
  side.cancel(id);
  side.session.truncate(id, 0, '');
  const instruction = 'Say that again, not in French.';
  const again = { replyId: 90, input: { kind: 'again', text: 'This is the first' }, speculative: false } as const;
  side.session.reply({ ...again, style: {}, language: 'en', instruction });
  await side.complete(90);
  expect(side.text(90)).toBe('It is fifty dollars.');
  expect(subject.server.asked.at(-1)!.messages.slice(1)).toEqual([
    {
      role: 'user',
      content: `The caller pressed 1 on the keypad.\n(The caller has not heard this answer of yours: "This is the first". ${instruction})`,
    },
  ]);
  await side.session.close();
});

test('who talks on before an answer is not forgotten', async () => {
  const subject = await cascade();
  const side = await Side.open(subject);
  const id = side.reply({ kind: 'speech', samples: tone(400, { hz: 600, rateHz: 16_000 }) });
  side.cancel(id);
  await until(() => subject.server.heard.length === 1);
  await pause(20);
  await side.play([key1]);
  expect(subject.server.asked.at(-1)!.messages[1]).toEqual({
    role: 'user',
    content: 'my bill please\nThe caller pressed 1 on the keypad.',
  });
  expect(side.of(id)).toEqual([]);
});

test('two tools are asked at once, and the model is told both', async () => {
  const subject = await cascade(({ messages }) =>
    messages.at(-1)!.role === 'tool'
      ? { text: 'You have the smart plan, and owe 522 dollars.' }
      : {
          calls: [
            { name: 'get_bill', arguments: { account: '12345678' } },
            { name: 'get_account', arguments: { account: '12345678' } },
          ],
        },
  );
  const side = await Side.open(subject);
  const id = await side.play([key1]);
  expect(side.calls.map(({ name }) => name)).toEqual(['get_bill', 'get_account']);
  expect(side.text(id)).toContain('smart plan');
  const { messages } = subject.server.asked.at(-1)!;
  expect(messages.slice(-3).map(({ role }) => role)).toEqual(['assistant', 'tool', 'tool']);
  expect(messages.at(-1)!.content).toContain('"name":"Chan"');
});

test('a call of a tool that is not there is told to the model alone', async () => {
  const subject = await cascade(({ messages }) =>
    messages.at(-1)!.role === 'tool' ? { text: 'I cannot do that.' } : { calls: [{ name: 'get_rich', arguments: {} }] },
  );
  const side = await Side.open(subject);
  const id = await side.play([key1]);
  expect(side.calls).toEqual([]);
  expect(side.text(id)).toBe('I cannot do that.');
  expect(subject.server.asked.at(-1)!.messages.at(-1)!.content).toContain('TOOL_UNKNOWN');
});

test('a model that calls tools for ever is made to answer', async () => {
  const subject = await cascade(({ tools }) =>
    tools.length === 0 ? { text: 'That is all I know.' } : { calls: [{ name: 'list_plans', arguments: {} }] },
  );
  const side = await Side.open(subject);
  const id = await side.play([key1]);
  expect(side.text(id)).toBe('That is all I know.');
  expect(side.calls).toHaveLength(7);
});

test('words that come while they are made out are told as they come', async () => {
  const subject = await cascade(undefined, true);
  const side = await Side.open(subject);
  const id = await side.play([{ kind: 'speech', samples: tone(400, { hz: 600, rateHz: 16_000 }) }]);
  const heard = side.of(id).flatMap((event) => (event.type === 'heard' ? [[event.text, event.final]] : []));
  expect(heard).toEqual([
    ['my', false],
    ['my bill', false],
    ['my bill please', false],
    ['my bill please', true],
  ]);
});

test('Step-Audio-TTS-3B is told the language and the style in tags', async () => {
  const driver = stepAudioTts({ speaker: 'Tingting' });
  const subject = await openCascade(
    { stream: false, model: 'step-audio-chat', voice: remoteVoice(driver, '') },
    says('你好。'),
  );
  opened.push(subject);
  const side = await Side.open({ ...subject, language: 'yue' });
  const style = { mood: 'apologetic', pace: 'slow' } as const;
  side.session.reply({ replyId: 1, input: key1, speculative: false, style, language: 'yue' });
  await side.complete(1);
  expect(subject.server.spoken[0]!.fields.raw).toBe('(粤语)(悲伤1)(慢速1)你好。');
});

test('the reply is asked for in its language and with its instruction', async () => {
  const subject = await cascade();
  const side = await Side.open(subject);
  const instruction = 'The caller is angry: apologise first.';
  const request = { replyId: 1, input: key1, speculative: false, style: {}, language: 'yue', instruction } as const;
  side.session.reply(request);
  await side.complete(1);
  const prompt = subject.server.asked[0]!.messages[0]!.content;
  expect(prompt).toContain('Reply in Cantonese');
  expect(prompt).toContain(instruction);
});
