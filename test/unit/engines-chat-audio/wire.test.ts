/** The wires of chat-audio engines, as their documentation and sources have them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UndertoneError } from '#src/core/errors.js';
import { parseChunk } from '#src/engines/chat-audio/chat-chunk.js';
import { speechRequest, textRequest } from '#src/engines/chat-audio/chat-request.js';
import { openDecoder } from '#src/engines/chat-audio/decoders.js';
import { chatAudioDialects } from '#src/engines/chat-audio/dialects.js';
import { healthOf, parseLoad } from '#src/engines/chat-audio/health.js';
import type { SpokenMessage } from '#src/engines/chat-audio/history/spoken-turn.js';
import { audioCodes, audioText } from '#src/engines/chat-audio/token2wave/audio-tokens.js';
import { toWaveBody, waveOf } from '#src/engines/chat-audio/token2wave/infer-message.js';
import { ditChunks, TokenChunker } from '#src/engines/chat-audio/token2wave/token-chunker.js';
import { CallPieces } from '#src/engines/tool-calls/call-pieces.js';

const tool = { name: 'get_bill', description: 'A bill.', effect: 'read', parameters: { type: 'object' } } as const;
const conversation: readonly SpokenMessage[] = [
  { role: 'caller', wavs: ['UklGRg=='] },
  {
    role: 'bot',
    text: '我查一下。',
    codes: [1, 6560],
    calls: [{ toolCallId: 'call-1', name: 'get_bill', arguments: '{"account":"1"}' }],
  },
  { role: 'tool', toolCallId: 'call-1', name: 'get_bill', text: '{"total":3}' },
];
const request = {
  model: 'step-audio-2-mini',
  instructions: 'You are Ada.',
  messages: conversation,
  tools: [tool],
  voice: undefined,
  maxMs: 60_000,
  parameters: {},
};

describe('a request', () => {
  test("to Step-Audio 2 on StepFun's vLLM tells the conversation in audio and tokens, and goes on with speech", () => {
    expect(speechRequest(chatAudioDialects['step-audio-2-vllm'], request)).toEqual({
      model: 'step-audio-2-mini',
      stream: true,
      continue_final_message: true,
      add_generation_prompt: false,
      temperature: 0.7,
      repetition_penalty: 1.05,
      max_tokens: 1875,
      messages: [
        { role: 'system', content: 'You are Ada.\n\n请使用默认女声与用户交流。' },
        { role: 'human', content: [{ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }] },
        {
          role: 'assistant',
          content: '',
          tts_content: { tts_text: '我查一下。', tts_audio: '<audio_1><audio_6560>' },
          tool_calls: [
            { id: 'call-1', type: 'function', function: { name: 'get_bill', arguments: '{"account":"1"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call-1', content: '{"total":3}' },
        { role: 'assistant', content: '<tts_start>' },
      ],
      tools: [
        { type: 'function', function: { name: 'get_bill', description: 'A bill.', parameters: { type: 'object' } } },
      ],
    });
  });

  test('for a written answer leaves <tts_start> out', () => {
    expect(
      textRequest(chatAudioDialects['step-audio-2-vllm'], 'm', '请记录下你所听到的语音内容。', ['UklGRg==']),
    ).toEqual({
      model: 'm',
      stream: true,
      add_generation_prompt: true,
      temperature: 0,
      max_tokens: 512,
      messages: [
        { role: 'system', content: '请记录下你所听到的语音内容。' },
        { role: 'human', content: [{ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }] },
      ],
    });
  });

  test('to vLLM-Omni has data URLs and words', () => {
    const { messages } = speechRequest(chatAudioDialects['step-audio-2-omni'], { ...request, tools: [] }) as {
      messages: readonly object[];
    };
    expect(messages.slice(1, 3)).toMatchObject([
      { role: 'user', content: [{ type: 'audio_url', audio_url: { url: 'data:audio/wav;base64,UklGRg==' } }] },
      { role: 'assistant', content: '我查一下。' },
    ]);
  });

  test.each([
    [
      'qwen-omni',
      { modalities: ['text', 'audio'], audio: { voice: 'Cherry', format: 'wav' } },
      { type: 'input_audio', input_audio: { data: 'data:;base64,UklGRg==', format: 'wav' } },
    ],
    [
      'stepfun-cloud',
      { modalities: ['text', 'audio'], audio: { voice: 'qingchunshaonv', format: 'pcm' } },
      { type: 'input_audio', input_audio: { data: 'data:audio/wav;base64,UklGRg==', format: 'wav' } },
    ],
    ['lepton', { require_audio: true, tts_audio_format: 'wav' }, { type: 'audio', data: 'UklGRg==' }],
  ] as const)('to %s has its fields', (name, fields, part) => {
    const body = speechRequest(chatAudioDialects[name], { ...request, tools: [] });
    expect(body).toMatchObject({ ...fields, stream: true });
    expect(body).not.toHaveProperty('tools');
    expect((body.messages as readonly { content: unknown }[])[1]!.content).toEqual([part]);
  });

  test("says whose voice the model has: a man's is asked for by name", () => {
    const spokenBy = (voice: string | undefined) => {
      const { messages } = speechRequest(chatAudioDialects['stepfun-cloud'], { ...request, voice }) as {
        messages: readonly { content: string }[];
      };
      return messages[0]!.content.split('\n\n').at(-1);
    };
    expect(spokenBy('wenrounansheng')).toBe('请使用默认男声与用户交流。');
    expect(spokenBy(undefined)).toBe('请使用默认女声与用户交流。');
  });

  test('takes the parameters of the configuration last', () => {
    const body = speechRequest(chatAudioDialects['step-audio-2-vllm'], {
      ...request,
      parameters: { temperature: 0.2 },
    });
    expect(body.temperature).toBe(0.2);
  });
});

describe('an answer', () => {
  const pcm = Buffer.from([1, 0, 2, 0, 3, 0]).toString('base64');
  const wav = Buffer.from(
    '524946462800000057415645666d74201000000001000100c05d000080bb00000200100064617461040000000100feff',
    'hex',
  ).toString('base64');
  const decoded = (name: keyof typeof chatAudioDialects, ...chunks: readonly object[]) => {
    const decode = openDecoder(chatAudioDialects[name]);
    return chunks
      .flatMap((chunk) => decode(parseChunk(JSON.stringify(chunk))))
      .map((piece) => (piece.type === 'audio' ? { ...piece, samples: [...piece.samples] } : piece));
  };
  const delta = (value: object) => ({ choices: [{ index: 0, delta: value, finish_reason: null }] });

  test("of StepFun's vLLM has text and tokens; padding is no sound", () => {
    expect(
      decoded(
        'step-audio-2-vllm',
        delta({ role: 'assistant', content: '' }),
        delta({ content: '', tts_content: { tts_text: '您好', tts_audio: '' } }),
        delta({ content: '', tts_content: { tts_text: '', tts_audio: '<audio_1475><audio_6561><audio_0>' } }),
      ),
    ).toEqual([
      { type: 'text', text: '您好' },
      { type: 'tokens', codes: [1475, 0] },
    ]);
  });

  test("of StepFun's vLLM is not spoken where it is a call or a control token", () => {
    const written = ['好的', '<tool_call>', 'function\nget', '_bill\n{}', '</tool_call>', '<|EOT|>', '<tts_pad>'];
    const chunks = written.map((text) => delta({ content: '', tts_content: { tts_text: text, tts_audio: '' } }));
    expect(decoded('step-audio-2-vllm', ...chunks)).toEqual([{ type: 'text', text: '好的' }]);
  });

  test('of vLLM-Omni has a WAV where its modality is audio, and another choice where it is whole', () => {
    expect(
      decoded(
        'step-audio-2-omni',
        { modality: 'text', ...delta({ content: 'hi' }) },
        { modality: 'audio', ...delta({ content: wav }) },
      ),
    ).toEqual([
      { type: 'text', text: 'hi' },
      { type: 'audio', samples: [1, -2], rateHz: 24_000 },
    ]);
    expect(
      decoded('step-audio-2-omni-whole', {
        choices: [{ message: { content: 'hi' } }, { message: { audio: { id: 'a', data: wav } } }],
      }),
    ).toEqual([
      { type: 'text', text: 'hi' },
      { type: 'audio', samples: [1, -2], rateHz: 24_000 },
    ]);
  });

  test('of Qwen and StepFun has PCM that is cut anywhere', () => {
    const bytes = Buffer.from(pcm, 'base64');
    const cut = [bytes.subarray(0, 3), bytes.subarray(3)].map((part) => part.toString('base64'));
    expect(
      decoded(
        'qwen-omni',
        delta({ audio: { transcript: 'hi' } }),
        ...cut.map((data) => delta({ audio: { id: 'a', data } })),
      ),
    ).toEqual([
      { type: 'text', text: 'hi' },
      { type: 'audio', samples: [1], rateHz: 24_000 },
      { type: 'audio', samples: [2, 3], rateHz: 24_000 },
    ]);
  });

  test('of Lepton has pieces of WAV beside the delta', () => {
    expect(
      decoded('lepton', { choices: [{ delta: { content: 'hi' }, audio: [wav.slice(0, 40), wav.slice(40)] }] }),
    ).toEqual([
      { type: 'text', text: 'hi' },
      { type: 'audio', samples: [1, -2], rateHz: 24_000 },
    ]);
  });

  test('that is none of these is refused, and nothing else happens', () => {
    expect(() => parseChunk('{"choices":[{"delta":{"content":7}}]}')).toThrow(/another shape/);
    expect(() => parseChunk('{"error":{"message":"x"}}')).toThrow(expect.objectContaining({ code: 'ENGINE_FAILED' }));
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(...Object.values(chatAudioDialects)), (json, dialect) => {
        try {
          openDecoder(dialect)(parseChunk(json));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UndertoneError);
        }
      }),
    );
  });

  test('calls tools by name first and arguments after, several at a time', () => {
    const pieces = new CallPieces();
    pieces.add({ index: 0, function: { name: 'get_bill', arguments: null } });
    pieces.add({ index: 1, function: { name: 'hang_up' } });
    for (const part of ['{"acc', 'ount":"1"}']) pieces.add({ index: 0, function: { arguments: part } });
    expect(pieces.whole).toEqual([
      { name: 'get_bill', arguments: '{"account":"1"}' },
      { name: 'hang_up', arguments: '' },
    ]);
  });
});

describe('audio tokens', () => {
  test('are cut into chunks that overlap by the look-ahead, and none is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(6560), { maxLength: 40 }), { maxLength: 20 }), (pushes) => {
        const chunker = new TokenChunker(ditChunks);
        const chunks = pushes.flatMap((codes) => chunker.push(codes));
        const last = chunker.end();
        const all = pushes.flat();
        const sounding = chunks.flatMap(({ tokens }) => tokens.slice(0, -ditChunks.lookAhead));
        expect([...sounding, ...(last?.tokens ?? [])]).toEqual(all.length < 2 ? [] : all);
        expect(chunks.map(({ tokens }) => tokens.length)).toEqual(chunks.map((_, index) => (index === 0 ? 18 : 28)));
        expect(chunks.every(({ final }) => !final)).toBe(true);
        if (last !== undefined) expect(last.tokens.length).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  test('are written as they are read', () => {
    expect(audioCodes(audioText([0, 7, 6560]))).toEqual([0, 7, 6560]);
    expect(audioCodes('<audio_6561><tts_pad><audio_9999><audio_-1>x')).toEqual([]);
  });

  test('go to the decoder as binary tensors', () => {
    const reference = Buffer.alloc(8);
    reference.writeFloatLE(0.5, 4);
    const { headBytes, bytes } = toWaveBody({ streamId: 's', codes: [0, 6560], final: true, reference, priority: 2 });
    expect(JSON.parse(Buffer.from(bytes.subarray(0, headBytes)).toString())).toEqual({
      id: 's',
      parameters: { priority: 2 },
      inputs: [
        { name: 'target_speech_tokens', datatype: 'INT32', shape: [1, 2], parameters: { binary_data_size: 8 } },
        { name: 'reference_wav', datatype: 'FP32', shape: [1, 2], parameters: { binary_data_size: 8 } },
        { name: 'reference_wav_len', datatype: 'INT32', shape: [1, 1], parameters: { binary_data_size: 4 } },
        { name: 'finalize', datatype: 'BOOL', shape: [1, 1], parameters: { binary_data_size: 1 } },
      ],
      outputs: [{ name: 'waveform', parameters: { binary_data: true } }],
    });
    // 151663 and 151663 + 6560, the reference, its length, true.
    expect(Buffer.from(bytes.subarray(headBytes)).toString('hex')).toBe(
      '6f5002000f6a0200' + '000000000000003f' + '02000000' + '01',
    );
  });

  test('come back as audio, as bytes or as JSON', () => {
    const output = { name: 'waveform', datatype: 'FP32', shape: [1, 2] };
    const json = Buffer.from(JSON.stringify({ outputs: [{ ...output, data: [0.5, -1] }] }));
    expect([...waveOf(json, undefined)]).toEqual([16384, -32767]);
    const head = Buffer.from(JSON.stringify({ outputs: [{ ...output, parameters: { binary_data_size: 8 } }] }));
    const raw = Buffer.from('0000003f000080bf', 'hex');
    expect([...waveOf(Buffer.concat([head, raw]), head.length)]).toEqual([16384, -32767]);
    expect(() => waveOf(Buffer.concat([head, raw.subarray(4)]), head.length)).toThrow(/cut/);
    expect(() => waveOf(Buffer.from('{"outputs":[]}'), undefined)).toThrow(/no waveform/);
  });
});

describe('the load of a server', () => {
  const metrics = (waiting: number) =>
    `# HELP vllm:num_requests_running x\nvllm:num_requests_running{model_name="a"} 2.0\nvllm:num_requests_running{model_name="b"} 1.0\nvllm:num_requests_waiting{model_name="a"} ${waiting}.0\nvllm:num_requests_waiting_by_reason{reason="c"} 9.0\n`;

  test('is read from its metrics', () => {
    expect(parseLoad(metrics(4))).toEqual({ running: 3, waiting: 4 });
    expect(parseLoad('process_open_fds 3\n')).toBeUndefined();
  });

  test('leaves no place while others wait', () => {
    const counted = { up: true, freeSessions: 9 } as const;
    expect(healthOf(parseLoad(metrics(4)), counted)).toEqual({ up: true, freeSessions: 0 });
    expect(healthOf(parseLoad(metrics(0)), counted)).toEqual(counted);
    expect(healthOf(undefined, counted)).toEqual(counted);
  });
});
