import { UndertoneError } from '../../core/errors.js';
import { base64Bytes, pcm16Base64, samplesOf } from '../wire/pcm.js';
import type { DuplexDialect, DuplexMessage, DuplexWire } from './dialect.js';

const rateHz = 16_000;
/** One step of the model, 125 ms: eight a second. */
const frameSamples = 2_000;
const stepsPerSecond = 8;
/** The server plays so much of its prompt, frame by frame, before it listens (inference_server.py, REPLAY_SECONDS). */
const replaySeconds = 3;
const prefix = 'data:audio/raw;base64,';

/** hertz-dev (Standard-Intelligence/hertz-dev, inference_server.py): a voice without instructions, tools or text. */
export const hertzDialect: DuplexDialect = {
  name: 'hertz-dev',
  inputRateHz: rateHz,
  outputRateHz: rateHz,
  frameSamples,
  languages: ['en'],
  sessions: 1,
  flow: 'live',
  saysReady: false,
  maxUnanswered: stepsPerSecond / 2,
  primingFrames: replaySeconds * stepsPerSecond,
  closesCalls: false,
  open: () => hertzWire,
};

const hertzWire: DuplexWire = {
  farewell: undefined,
  encode: (frame) => prefix + pcm16Base64(frame),
  decode(data): readonly DuplexMessage[] {
    if (typeof data !== 'string' || !data.startsWith(prefix)) {
      throw new UndertoneError('ENGINE_PROTOCOL', 'no audio of hertz-dev');
    }
    return [{ type: 'audio', samples: samplesOf(base64Bytes(data.slice(prefix.length)), 'pcm16'), rateHz }];
  },
  close() {},
};
