/**
 * A program of its own: the eSpeak NG synthesiser (GPL-3) behind standard input and output. Only this process loads
 * it; Undertone sends lines of text and reads frames of audio (docs/adr/0041). Requests: one JSON SynthesisRequest a
 * line. Answers: SynthesisMessage frames (child/pipe-frame.ts).
 */
import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { encodePipeFrame } from '../child/pipe-frame.js';
import { levelled } from './loudness.js';
import type { Prosody } from './prosody.js';
import { openResampler, type Resample } from './resample.js';
import { type SynthesisMessage, type SynthesisRequest, voiceRateHz } from './synthesis-message.js';

type Spoken = { readonly samples: Int16Array; readonly rateHz: number };
type Backend = { readonly languages: readonly SynthesisRequest['language'][]; say(request: SynthesisRequest): Spoken };

/** eSpeak's own units: words a minute and a pitch from 0 to 99. */
const speedWpm = { yue: 180, cmn: 175, en: 165 } as const;
const pitchUnits = 50;

const espeakUnits = (language: SynthesisRequest['language'], prosody: Prosody) => ({
  speed: Math.round(speedWpm[language] * prosody.speed),
  pitch: Math.round(pitchUnits * prosody.pitch),
});

await main();

async function main(): Promise<void> {
  // Ctrl-C reaches the whole process group; Undertone drains and then closes the pipe.
  process.on('SIGINT', () => {});
  const backend = (await packageBackend()) ?? systemBackend();
  if (backend === undefined) {
    send({ type: 'missing', reason: 'neither @echogarden/espeak-ng-emscripten nor an espeak-ng program is installed' });
    return;
  }
  const resample = await openResampler();
  warmUp(backend);
  send({ type: 'ready', languages: backend.languages });
  for await (const line of createInterface({ input: process.stdin })) answer(backend, resample, line);
}

/** The engine compiles what it runs often; the first caller should not wait for that. */
function warmUp(backend: Backend): void {
  const phrases = {
    yue: '你好，多謝你打嚟，有咩可以幫到你？',
    cmn: '你好，谢谢你打来，有什么可以帮你？',
    en: 'Hello.',
  };
  for (const language of backend.languages) {
    for (let round = 0; round < 3; round += 1) {
      backend.say({ id: 0, text: phrases[language], language, prosody: { speed: 1, pitch: 1 } });
    }
  }
}

function answer(backend: Backend, resample: Resample, line: string): void {
  const request = JSON.parse(line) as SynthesisRequest;
  try {
    const { samples, rateHz } = backend.say(request);
    send({ type: 'speech', id: request.id, samples: levelled(resample(samples, rateHz, voiceRateHz)) });
  } catch (thrown) {
    send({ type: 'failed', id: request.id, reason: (thrown as Error).message });
  }
}

function send(message: SynthesisMessage): void {
  if (message.type !== 'speech') {
    process.stdout.write(encodePipeFrame(message));
    return;
  }
  const { samples, ...header } = message;
  process.stdout.write(encodePipeFrame(header, samples));
}

/** The API of the npm package, as far as it is used. */
interface EspeakWorker {
  get_samplerate(): number;
  set_voice(name: string, language: string, gender: number, age: number, variant: number): number;
  set_rate(wordsAMinute: number): void;
  set_pitch(pitch: number): void;
  /** `take` gets 16-bit samples; true stops. */
  synthesize(text: string, take: (samples: Int16Array | null) => boolean): void;
}

async function packageBackend(): Promise<Backend | undefined> {
  try {
    const name = '@echogarden/espeak-ng-emscripten';
    const loaded = (await import(name)) as { default: () => Promise<{ eSpeakNGWorker: new () => EspeakWorker }> };
    const worker = new (await loaded.default()).eSpeakNGWorker();
    return { languages: ['yue', 'cmn', 'en'], say: (request) => sayWithPackage(worker, request) };
  } catch {
    return undefined;
  }
}

function sayWithPackage(worker: EspeakWorker, { text, language, prosody }: SynthesisRequest): Spoken {
  const { speed, pitch } = espeakUnits(language, prosody);
  if (worker.set_voice(language, language, 0, 0, 0) !== 0) throw new Error(`no voice for ${language}`);
  worker.set_rate(speed);
  worker.set_pitch(pitch);
  const parts: Int16Array[] = [];
  let length = 0;
  worker.synthesize(text, (samples) => {
    if (samples !== null) {
      parts.push(samples);
      length += samples.length;
    }
    return false;
  });
  const all = new Int16Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return { samples: all, rateHz: worker.get_samplerate() };
}

/** Debian's program. Its 1.51 has a broken `cmn`, so Mandarin is not offered with it. */
function systemBackend(): Backend | undefined {
  if (spawnSync('espeak-ng', ['--version']).status !== 0) return undefined;
  return { languages: ['yue', 'en'], say: sayWithProgram };
}

function sayWithProgram({ text, language, prosody }: SynthesisRequest): Spoken {
  const { speed, pitch } = espeakUnits(language, prosody);
  const options = ['-v', language, '-s', String(speed), '-p', String(pitch), '--stdin', '--stdout'];
  const { status, stdout } = spawnSync('espeak-ng', options, { input: text, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0 || stdout.length < 44) throw new Error(`espeak-ng ended with ${status}`);
  const pcm = stdout.subarray(44);
  const samples = new Int16Array(pcm.length >> 1);
  for (let index = 0; index < samples.length; index += 1) samples[index] = pcm.readInt16LE(index * 2);
  return { samples, rateHz: stdout.readUInt32LE(24) };
}
