/**
 * An engine session in the codec of the call, for a caller of samples. Every G.711 code decodes to a sample that encodes to
 * that code again (ITU-T G.711; mu-law's negative zero becomes the positive one), so that at 8 kHz the payloads of the
 * line reach the engine, and the engine's the line, byte for byte. docs/adr/0131-pass-through.md.
 */
import type { Samples } from '../core/audio.js';
import { clockRateHz, codecs } from '../core/g711.js';
import type { Engine, EngineEvent, EngineSession, EngineSessionOptions, PassThroughCodec } from './engine.js';

/** How the samples of a session are sampled. */
export interface SessionRates {
  readonly inputRateHz: number;
  readonly outputRateHz: number;
}

/** Opens a session with the codec asked for where the engine takes it as it is, else one of samples. */
export async function openInCodec(
  engine: Engine,
  { passThrough: codec, ...options }: EngineSessionOptions,
): Promise<{ readonly session: EngineSession; readonly rates: SessionRates }> {
  const { capabilities } = engine;
  const { inputRateHz, outputRateHz } = capabilities;
  if (codec === undefined || capabilities.passThrough?.includes(codec) !== true) {
    return { session: await engine.openSession(options), rates: { inputRateHz, outputRateHz } };
  }
  const onEvent = (event: EngineEvent): void => options.onEvent(decodedEvent(event, codec));
  const session = await engine.openSession({ ...options, passThrough: codec, onEvent });
  return {
    session: withSamples(session, codec),
    rates: { inputRateHz: clockRateHz, outputRateHz: clockRateHz },
  };
}

function decodedEvent(event: EngineEvent, codec: PassThroughCodec): EngineEvent {
  if (event.type !== 'payload') return event;
  const { replyId, payload } = event;
  const samples = new Int16Array(payload.length);
  codecs[codec].decode(payload, 0, payload.length, samples, 0);
  return { type: 'audio', replyId, samples };
}

function withSamples(session: EngineSession, codec: PassThroughCodec): EngineSession {
  const pushAudio = (samples: Samples): void => {
    const payload = new Uint8Array(samples.length);
    codecs[codec].encode(samples, payload, 0);
    session.pushPayload?.(payload);
  };
  return {
    startTurn: () => session.startTurn(),
    pushAudio,
    reply: (request) => session.reply(request),
    commit: (replyId) => session.commit(replyId),
    cancel: (replyId) => session.cancel(replyId),
    truncate: (replyId, playedMs, heardText) => session.truncate(replyId, playedMs, heardText),
    noteSaid: (text) => session.noteSaid(text),
    toolResult: (replyId, toolCallId, result) => session.toolResult(replyId, toolCallId, result),
    close: () => session.close(),
  };
}
