import { tone } from '../../support/tone.js';
import { ConversingVoice } from './conversing-voice.js';
import type { ServedSocket } from './duplex-server.js';
import { bytesOfSamples, DuplexServer, samplesOfBytes } from './duplex-server.js';

const rateHz = 16_000;
const stepSamples = 2_000;
const prefix = 'data:audio/raw;base64,';

/** inference_server.py of Standard-Intelligence/hertz-dev without the model: 24 frames of its prompt, then lockstep. */
export class HertzServer extends DuplexServer {
  constructor() {
    super(rateHz, '/audio');
  }

  protected override refusesHandshake(): boolean {
    return this.fault === 'busy' || this.fault === 'broken';
  }

  protected override accept({ socket }: ServedSocket): void {
    const voice = new ConversingVoice(rateHz);
    // Louder than anything of the conversation, so that a test hears it if a caller would.
    const prompt = tone(3000, { rateHz, levelDbfs: -6 });
    let step = 0;
    socket.on('message', (data, isBinary) => {
      const text = String(data);
      const bytes = Buffer.from(text.split(',')[1] ?? '', 'base64');
      if (isBinary || !text.startsWith(prefix) || bytes.length !== stepSamples * 2) {
        return this.complain(socket, `no frame of ${stepSamples} samples`);
      }
      const at = step * stepSamples;
      step += 1;
      if (at < prompt.length)
        return socket.send(prefix + bytesOfSamples(prompt.slice(at, at + stepSamples)).toString('base64'));
      const frame = samplesOfBytes(bytes);
      this.heard(frame);
      if (this.misbehaves(socket, 'data:audio/raw;base64,%%%')) return;
      socket.send(prefix + bytesOfSamples(voice.hear(frame).samples).toString('base64'));
    });
  }
}
