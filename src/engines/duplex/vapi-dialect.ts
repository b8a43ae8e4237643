import type { Samples } from '../../core/audio.js';
import { UndertoneError } from '../../core/errors.js';
import { codecs } from '../../core/g711.js';
import { pcm16Bytes, SampleReader } from '../wire/pcm.js';
import type { DuplexDialect, DuplexEncoding, DuplexMessage, DuplexWire } from './dialect.js';

export const vapiRatesHz: Readonly<Record<DuplexEncoding, number>> = { pcm_s16le: 16_000, mulaw: 8_000 };

/**
 * The WebSocket transport of Vapi (docs.vapi.ai/calls/websocket-transport): raw audio in binary messages, control in
 * JSON. The assistant behind it has its own prompt, tools and voice. What its control messages say is not documented.
 */
export function vapiDialect(encoding: DuplexEncoding): DuplexDialect {
  const rateHz = vapiRatesHz[encoding];
  return {
    name: 'vapi',
    inputRateHz: rateHz,
    outputRateHz: rateHz,
    frameSamples: rateHz / 50,
    languages: undefined,
    sessions: undefined,
    flow: 'burst',
    saysReady: false,
    maxUnanswered: undefined,
    primingFrames: 0,
    closesCalls: true,
    open: () => new VapiWire(encoding, rateHz),
  };
}

class VapiWire implements DuplexWire {
  readonly farewell = JSON.stringify({ type: 'end-call' });
  readonly #pcm = new SampleReader('pcm16');

  constructor(
    private readonly encoding: DuplexEncoding,
    private readonly rateHz: number,
  ) {}

  encode(frame: Samples): Uint8Array {
    return this.encoding === 'mulaw' ? mulawBytes(frame) : pcm16Bytes(frame);
  }

  decode(data: string | Uint8Array): readonly DuplexMessage[] {
    if (typeof data === 'string') return control(data);
    const samples = this.encoding === 'mulaw' ? mulawSamples(data) : this.#pcm.push(data);
    return [{ type: 'audio', samples, rateHz: this.rateHz }];
  }

  close(): void {}
}

function mulawBytes(frame: Samples): Uint8Array {
  const bytes = new Uint8Array(frame.length);
  codecs.PCMU.encode(frame, bytes, 0);
  return bytes;
}

function mulawSamples(bytes: Uint8Array): Samples {
  const samples = new Int16Array(bytes.length);
  codecs.PCMU.decode(bytes, 0, bytes.length, samples, 0);
  return samples;
}

/** Undocumented, so nothing is made of it but that it is JSON. */
function control(text: string): readonly DuplexMessage[] {
  try {
    JSON.parse(text);
    return [];
  } catch (thrown) {
    throw new UndertoneError('ENGINE_PROTOCOL', 'a control message that is no JSON', {}, { cause: thrown });
  }
}
