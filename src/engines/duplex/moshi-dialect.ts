import { randomBytes } from 'node:crypto';
import type { Samples } from '../../core/audio.js';
import { UndertoneError } from '../../core/errors.js';
import type { DuplexDialect, DuplexMessage, DuplexWire } from './dialect.js';
import { moshiAudio, readMoshiMessage } from './moshi-message.js';
import { OggOpusReader, OggOpusWriter } from './ogg-opus.js';
import { OpusCodec } from './opus-codec.js';

const rateHz = 24_000;
/** One step of the model, 80 ms. */
const frameSamples = 1_920;

/** Moshi (kyutai-labs/moshi), the Python and the Rust server: no prompt, no tools, no way to interrupt; English. */
export const moshiDialect: DuplexDialect = {
  name: 'moshi',
  inputRateHz: rateHz,
  outputRateHz: rateHz,
  frameSamples,
  languages: ['en'],
  sessions: 1,
  flow: 'live',
  saysReady: true,
  maxUnanswered: undefined,
  primingFrames: 0,
  closesCalls: false,
  open: () => new MoshiWire(),
};

class MoshiWire implements DuplexWire {
  readonly farewell = undefined;
  readonly #codec = new OpusCodec(rateHz);
  // The serial number only has to differ from that of other streams (RFC 3533 section 6).
  readonly #writer = new OggOpusWriter(this.#codec, rateHz, randomBytes(4).readUInt32LE());
  readonly #reader = new OggOpusReader(this.#codec, rateHz);

  encode(frame: Samples): Uint8Array {
    return moshiAudio(this.#writer.page(frame));
  }

  decode(data: string | Uint8Array): readonly DuplexMessage[] {
    const message = readMoshiMessage(data);
    switch (message.kind) {
      case 'handshake':
        return [{ type: 'ready' }];
      case 'audio':
        return this.#reader.push(message.ogg).map((samples) => ({ type: 'audio', samples, rateHz }));
      case 'text':
        return [{ type: 'text', text: message.text }];
      case 'error':
        throw new UndertoneError('ENGINE_FAILED', 'Moshi reports an error', { reason: message.message });
      case 'other':
        return [];
    }
  }

  close(): void {
    this.#codec.close();
  }
}
