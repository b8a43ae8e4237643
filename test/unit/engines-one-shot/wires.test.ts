/** Answers as the servers of one-shot models write them, byte for byte. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnswerTokens } from '#src/engines/one-shot/glm-4-voice/answer-tokens.js';
import { glmPrompt } from '#src/engines/one-shot/glm-4-voice/prompt.js';
import { ichigo } from '#src/engines/one-shot/ichigo.js';
import { miniOmni, miniOmni2 } from '#src/engines/one-shot/mini-omni.js';
import type { AnswerPart, OneShotTurn } from '#src/engines/one-shot/model.js';
import { MultipartFrames } from '#src/engines/one-shot/multipart-frames.js';
import type { Exchange } from '#src/engines/wire/http-exchange.js';
import { wavBytes } from '#src/engines/wire/wav.js';

const turn: OneShotTurn = { persona: 'You are Ichigo.', input: { type: 'speech', samples: new Int16Array(1_600) } };

function answerOf(type: string, ...chunks: readonly (string | Uint8Array)[]): Exchange {
  async function* body(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield Buffer.from(chunk as string);
  }
  return { status: 200, headers: { 'content-type': type }, body: body() };
}

async function all(parts: AsyncIterable<AnswerPart>): Promise<AnswerPart[]> {
  const list: AnswerPart[] = [];
  for await (const part of parts) list.push(part);
  return list;
}

test('mini-omni is asked with a WAV and answers in bare PCM', async () => {
  const dialect = miniOmni({});
  const { audio, ...rest } = dialect.request(turn);
  expect(rest).toEqual({ stream_stride: 4, max_tokens: 2048 });
  expect(Buffer.from(String(audio), 'base64').toString('latin1', 0, 4)).toBe('RIFF');
  // 1, -2, 256 in pieces that cut samples.
  const parts = await all(
    dialect.parts(answerOf('audio/wav', Uint8Array.of(1), Uint8Array.of(0, 0xfe, 0xff, 0), Uint8Array.of(1))),
  );
  const samples = parts.flatMap((part) => (part.type === 'audio' ? [...part.samples] : []));
  expect(samples).toEqual([1, -2, 256]);
});

test('a mini-omni of the other generation is told from its answer', async () => {
  const other = answerOf('multipart/x-mixed-replace; boundary=frame', '\r\n--frame\r\n');
  await expect(all(miniOmni({}).parts(other))).rejects.toMatchObject({ code: 'ENGINE_PROTOCOL' });
  await expect(all(miniOmni2({}).parts(answerOf('audio/wav', 'x')))).rejects.toMatchObject({ code: 'ENGINE_PROTOCOL' });
});

// server.py of mini-omni2, generator(): no boundary after the last part.
const frames = Buffer.concat([
  Buffer.from('\r\n--frame\r\nContent-Type: audio/wav\r\n\r\n'),
  Uint8Array.of(1, 0, 2, 0),
  Buffer.from('\r\n--frame\r\nContent-Type: text/plain\r\n\r\nHello '),
  Buffer.from('\r\n--frame\r\nContent-Type: audio/wav\r\n\r\n'),
  Uint8Array.of(3, 0),
  Buffer.from('\r\n--frame\r\nContent-Type: text/plain\r\n\r\nthere'),
]);
const framed: readonly AnswerPart[] = [
  { type: 'audio', samples: Int16Array.of(1, 2), rateHz: 24_000 },
  { type: 'text', text: 'Hello ', atMs: 0 },
  { type: 'audio', samples: Int16Array.of(3), rateHz: 24_000 },
  { type: 'text', text: 'there', atMs: 2 / 24 },
];

test('mini-omni2 answers in parts, however they arrive', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(frames.length), { maxLength: 12 }), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), frames.length];
      const parser = new MultipartFrames();
      const parts = places.slice(1).flatMap((to, at) => parser.push(frames.subarray(places[at], to)));
      expect([...parts, ...parser.end()]).toEqual(framed);
    }),
  );
});

test.each([
  ['no boundary first', 'HTTP error'],
  ['a part without a header', '\r\n--frame\r\nnothing\r\n--frame\r\n'],
  ['a part of another type', '\r\n--frame\r\nContent-Type: text/html\r\n\r\n<p>\r\n--frame\r\n'],
  ['half a sample', '\r\n--frame\r\nContent-Type: audio/wav\r\n\r\nabc\r\n--frame\r\n'],
])('mini-omni2: %s is refused', (_, text) => {
  const parser = new MultipartFrames();
  const parse = () => [...parser.push(Buffer.from(text)), ...parser.end()];
  expect(parse).toThrow(expect.objectContaining({ code: 'ENGINE_PROTOCOL' }));
});

test('mini-omni2: no bytes make anything but parts or a known error', () => {
  const pieces = fc.oneof(
    fc.constantFrom('\r\n--frame\r\n', 'Content-Type: audio/wav\r\n\r\n', 'Content-Type: text/plain\r\n\r\n'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (given) => {
      const parser = new MultipartFrames();
      try {
        for (const piece of given) parser.push(Buffer.from(piece));
        parser.end();
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'ENGINE_PROTOCOL' });
      }
    }),
  );
});

test('Ichigo is asked with its persona, and answers in lines without empty ones between', async () => {
  const dialect = ichigo({ model: 'ichigo:8b-gguf-q4km' });
  expect(dialect.request(turn)).toMatchObject({
    messages: [{ role: 'system', content: 'You are Ichigo.' }],
    input_audio: { format: 'wav' },
    model: 'ichigo:8b-gguf-q4km',
    stream: true,
    output_audio: true,
  });
  const audio = Buffer.from(wavBytes(Int16Array.of(7, 8), 44_100)).toString('base64');
  const parts = await all(
    dialect.parts(
      answerOf(
        'text/plain',
        `data: {"audio": "${audio}"}\ndata: {"au`,
        'dio": null, "messages": [{"role": "user", "content": "<|sound_start|>"}, {"role": "assistant", "content": "Hi"}]}\n',
        'data: [DONE]\n',
      ),
    ),
  );
  expect(parts).toEqual([
    { type: 'audio', samples: Int16Array.of(7, 8), rateHz: 44_100 },
    { type: 'text', text: 'Hi', atMs: 0 },
  ]);
});

test('an answer of Ichigo without an end was broken off', async () => {
  const answer = answerOf('text/plain', 'data: {"audio": null}\n');
  await expect(all(ichigo({ model: 'm' }).parts(answer))).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
});

// web_demo.py of GLM-4-Voice.
test('GLM-4-Voice is asked with the prompts it was trained with', () => {
  expect(glmPrompt(turn, [12, 7])).toBe(
    '<|system|>\nUser will provide you with a speech instruction. Do it step by step. First, think about the instruction and respond in a interleaved manner, with 13 text token followed by 26 audio tokens. <|user|>\n<|begin_of_audio|><|audio_12|><|audio_7|><|end_of_audio|><|assistant|>streaming_transcription\n',
  );
  expect(glmPrompt({ persona: '', input: { type: 'text', text: '按了 1' } }, [])).toContain(
    '<|user|>\n按了 1<|assistant|>',
  );
});

test('GLM-4-Voice: speech is decoded in blocks that grow, and ends with the end token', () => {
  const tokens = new AnswerTokens({ audioOffset: 1_000, endToken: 999 });
  const blocks: number[] = [];
  for (let at = 0; at < 400; at += 1) {
    if (at % 3 === 0) tokens.push(at);
    const block = tokens.push(1_000 + at);
    if (block !== undefined) blocks.push(block.length);
  }
  expect(blocks).toEqual([25, 50, 100, 150]);
  expect(tokens.rest).toHaveLength(75);
  expect(tokens.rest[0]).toBe(325);
  expect(tokens.text).toHaveLength(134);
  expect(tokens.ended).toBe(false);
  tokens.push(999);
  expect(tokens.ended).toBe(true);
});
