import { expect, test } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import type { Engine, EngineEvent, EngineSession, EngineSessionOptions, PassThroughCodec } from '#src/agent/engine.js';
import { openInCodec } from '#src/agent/pass-through.js';
import { systemClock } from '#src/core/clock.js';
import { codecs } from '#src/core/g711.js';
import { ScriptedEngine } from '../../support/scripted-engine.js';

const everyCode = Uint8Array.from({ length: 256 }, (_, code) => code);

function optionsFor(passThrough: PassThroughCodec | undefined, onEvent: (event: EngineEvent) => void = () => {}) {
  const base = {
    callId: 'c',
    language: 'en',
    persona: '',
    tools: [],
    context: new ContextManager('en').snapshot(),
  } as const;
  return { ...base, onEvent, ...(passThrough && { passThrough }) } satisfies EngineSessionOptions;
}

/** An engine that keeps the payloads it gets, and whose events the test sends. */
function payloadEngine(takes: readonly PassThroughCodec[]) {
  const scripted = new ScriptedEngine(systemClock, () => ({}), { inputRateHz: 24_000, outputRateHz: 24_000 });
  const payloads: Uint8Array[] = [];
  let opened: EngineSessionOptions | undefined;
  const engine: Engine = {
    name: 'payloads',
    capabilities: { ...scripted.capabilities, passThrough: takes },
    probe: () => scripted.probe(),
    close: () => scripted.close(),
    openSession: async (options): Promise<EngineSession> => {
      opened = options;
      const session = await scripted.openSession(options);
      return Object.assign(session, { pushPayload: (payload: Uint8Array) => void payloads.push(payload) });
    },
  };
  return { engine, payloads, opened: () => opened! };
}

test.each(['PCMA', 'PCMU'] as const)('%s comes to the engine and back byte for byte', async (codec) => {
  const events: EngineEvent[] = [];
  const { engine, payloads, opened } = payloadEngine(['PCMA', 'PCMU']);
  const { session, rates } = await openInCodec(
    engine,
    optionsFor(codec, (event) => events.push(event)),
  );
  expect(opened().passThrough).toBe(codec);
  expect(rates).toEqual({ inputRateHz: 8000, outputRateHz: 8000 });
  const heard = new Int16Array(256);
  codecs[codec].decode(everyCode, 0, 256, heard, 0);
  session.pushAudio(heard);
  // Negative zero of mu-law is the same silence as the positive one.
  const expected = everyCode.map((code) => (codec === 'PCMU' && code === 0x7f ? 0xff : code));
  expect(payloads).toEqual([expected]);

  opened().onEvent({ type: 'payload', replyId: 1, payload: everyCode });
  const [audio] = events as [Extract<EngineEvent, { type: 'audio' }>];
  const sent = new Uint8Array(256);
  codecs[codec].encode(audio.samples, sent, 0);
  expect(sent).toEqual(expected);
});

test('an engine that does not take the codec of the call gets samples', async () => {
  const { engine, opened } = payloadEngine(['PCMU']);
  const { rates } = await openInCodec(engine, optionsFor('PCMA'));
  expect(opened().passThrough).toBeUndefined();
  expect(rates).toEqual({ inputRateHz: 24_000, outputRateHz: 24_000 });
});

test('a call whose codec is not known yet is one of samples', async () => {
  const { engine, opened } = payloadEngine(['PCMU', 'PCMA']);
  await openInCodec(engine, optionsFor(undefined));
  expect(opened().passThrough).toBeUndefined();
});
