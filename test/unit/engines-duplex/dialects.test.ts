/** Messages of the duplex wires as their sources have them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import type { DuplexWire } from '#src/engines/duplex/dialect.js';
import { hertzDialect } from '#src/engines/duplex/hertz-dialect.js';
import { moshiDialect } from '#src/engines/duplex/moshi-dialect.js';
import { moshiAudio, readMoshiMessage } from '#src/engines/duplex/moshi-message.js';
import { tenDialect } from '#src/engines/duplex/ten-dialect.js';
import { vapiCallRequest } from '#src/engines/duplex/vapi-call.js';
import { vapiDialect } from '#src/engines/duplex/vapi-dialect.js';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const protocolError = expect.objectContaining({ code: 'ENGINE_PROTOCOL' });

describe('Moshi (rust/protocol.md)', () => {
  test.each([
    ['the handshake of the Python server', '00', { kind: 'handshake' }],
    ['the handshake of the Rust server', '00 00000000 00000000', { kind: 'handshake' }],
    ['text', '02 20 68c3a9', { kind: 'text', text: ' hé' }],
    ['coloured text', '07 05 20 6869', { kind: 'text', text: ' hi' }],
    ['an error', '05 6f6f6d', { kind: 'error', message: 'oom' }],
    ['metadata', '04 7b7d', { kind: 'other' }],
    ['a ping', '06', { kind: 'other' }],
    ['a kind of a later version', '63 00', { kind: 'other' }],
  ])('%s', (_name, message, read) => {
    expect(readMoshiMessage(bytes(message))).toEqual(read);
  });

  test('audio is Ogg after one byte', () => {
    expect(Buffer.from(moshiAudio(bytes('4f676753'))).toString('hex')).toBe('014f676753');
    expect(readMoshiMessage(bytes('01 4f676753'))).toMatchObject({ kind: 'audio' });
  });

  test.each([
    ['nothing', ''],
    ['another protocol', '00 01000000 00000000'],
  ])('%s is refused', (_name, message) => {
    expect(() => readMoshiMessage(bytes(message))).toThrow(protocolError);
  });
});

describe('hertz-dev (inference_server.py)', () => {
  test('a frame is a data URL of PCM16', () => {
    const frame = Int16Array.of(1, -2, 256);
    expect(hertzDialect.open().encode(frame)).toBe('data:audio/raw;base64,AQD+/wAB');
    expect(hertzDialect.open().decode('data:audio/raw;base64,AQD+/wAB')).toEqual([
      { type: 'audio', samples: frame, rateHz: 16_000 },
    ]);
  });
});

describe('TEN (websocket_server.py)', () => {
  test('a frame is JSON with base64', () => {
    expect(tenDialect.open().encode(Int16Array.of(1, -2, 256))).toBe('{"audio":"AQD+/wAB"}');
  });

  test('audio has the rate that it says it has', () => {
    const message = (rate: number) => JSON.stringify({ type: 'audio', audio: 'AQA=', metadata: { sample_rate: rate } });
    const read = tenDialect.open().decode(message(24_000));
    expect(read).toEqual([{ type: 'audio', samples: Int16Array.of(1), rateHz: 24_000 }]);
    expect(() => tenDialect.open().decode(message(-1))).toThrow(protocolError);
  });

  test('what the assistant says is told once, though its transcripts repeat it', () => {
    const wire = tenDialect.open();
    const say = (text: string, isFinal: boolean) =>
      wire
        .decode(transcript({ role: 'assistant', text, is_final: isFinal }))
        .map((message) => 'text' in message && message.text);
    expect([say('It is fif', false), say('It is fifty.', true), say('Anything', false)]).toEqual([
      ['It is fif'],
      ['ty.'],
      ['Anything'],
    ]);
  });

  test('it yields from the third character of the caller on, and when its graph says so', () => {
    const types = (data: object) =>
      tenDialect
        .open()
        .decode(JSON.stringify(data))
        .map(({ type }) => type);
    const user = (text: string, isFinal: boolean) =>
      tenDialect
        .open()
        .decode(transcript({ role: 'user', text, is_final: isFinal }))
        .map(({ type }) => type);
    expect(user('M', false)).toEqual(['heard']);
    expect(user('My b', false)).toEqual(['yield', 'heard']);
    expect(user('Ok', true)).toEqual(['yield', 'heard']);
    expect(types({ type: 'cmd', name: 'flush' })).toEqual(['yield']);
    expect(types({ type: 'cmd', name: 'tool_register' })).toEqual([]);
    expect(types({ type: 'later', anything: 1 })).toEqual([]);
  });

  test('a second client is told that it is one', () => {
    const error = 'Connection rejected: server only accepts one connection at a time';
    const read = () => tenDialect.open().decode(JSON.stringify({ type: 'error', error }));
    expect(read).toThrow(expect.objectContaining({ code: 'ENGINE_UNAVAILABLE' }));
  });
});

const transcript = (data: object): string =>
  JSON.stringify({ type: 'data', name: 'text_data', data: { data_type: 'transcribe', ...data } });

describe('Vapi (docs.vapi.ai/calls/websocket-transport)', () => {
  test('a call is created with the assistant waiting, and told what is known', () => {
    const context = new ContextManager('en');
    const request = vapiCallRequest(
      { assistantId: 'a-1', encoding: 'mulaw' },
      { callId: 'c', language: 'en', persona: 'Kind.', tools: [], context: context.snapshot(), onEvent: () => {} },
    );
    expect(request).toEqual({
      assistantId: 'a-1',
      assistantOverrides: {
        firstMessageMode: 'assistant-waits-for-user',
        variableValues: { persona: 'Kind.', language: 'en', history: '' },
      },
      transport: {
        provider: 'vapi.websocket',
        audioFormat: { format: 'mulaw', container: 'raw', sampleRate: 8_000 },
      },
    });
  });

  test('audio is raw in binary messages, mu-law where it was agreed; a sample may be cut between two', () => {
    const pcm = vapiDialect('pcm_s16le').open();
    expect(Buffer.from(pcm.encode(Int16Array.of(1, -2)) as Uint8Array).toString('hex')).toBe('0100feff');
    expect(pcm.decode(bytes('010002'))).toMatchObject([{ samples: Int16Array.of(1) }]);
    expect(pcm.decode(bytes('01'))).toMatchObject([{ samples: Int16Array.of(0x102) }]);
    const law = vapiDialect('mulaw').open();
    expect(Buffer.from(law.encode(Int16Array.of(0, -32_124, 32_124)) as Uint8Array).toString('hex')).toBe('ff0080');
    expect(law.decode(bytes('ff0080'))).toMatchObject([{ samples: Int16Array.of(0, -32_124, 32_124), rateHz: 8_000 }]);
  });

  test('the farewell ends the call', () => {
    expect(vapiDialect('mulaw').open().farewell).toBe('{"type":"end-call"}');
  });
});

describe('whatever comes', () => {
  test.each([moshiDialect, hertzDialect, tenDialect, vapiDialect('pcm_s16le'), vapiDialect('mulaw')])(
    'to $name is read or refused by name',
    (dialect) => {
      const message = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ maxLength: 100 }),
        fc.json(),
        fc.base64String().map((text) => `data:audio/raw;base64,${text}`),
        fc
          .record({ type: fc.constantFrom('audio', 'data', 'cmd', 'error'), audio: fc.anything(), data: fc.anything() })
          .map((value) => JSON.stringify(value) ?? ''),
      );
      fc.assert(
        fc.property(fc.array(message, { maxLength: 5 }), (messages) => {
          const wire = dialect.open();
          readAll(wire, messages);
          wire.close();
        }),
        { numRuns: 60 },
      );
    },
  );
});

function readAll(wire: DuplexWire, messages: readonly (string | Uint8Array)[]): void {
  for (const message of messages) {
    try {
      wire.decode(message);
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: expect.stringMatching(/^ENGINE_/) });
      return;
    }
  }
}
