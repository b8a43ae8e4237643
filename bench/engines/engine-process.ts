/**
 * A protocol server of test/engines/ in a process of its own. Tells its parent how the configuration reaches it, and
 * from then on the time of the first audio of each thing that it says.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#src/core/clock.js';
import { wavBytes } from '#src/engines/wire/wav.js';
import { startCascadeServer } from '../../test/engines/cascade/cascade-server.js';
import { startChatAudioServer } from '../../test/engines/chat-audio/chat-audio-server.js';
import { shapes } from '../../test/engines/chat-audio/shapes.js';
import { startTokenDecoderServer } from '../../test/engines/chat-audio/token-decoder-server.js';
import { accessKey, appId, DoubaoServer } from '../../test/engines/doubao/doubao-server.js';
import { MoshiServer } from '../../test/engines/duplex/moshi-server.js';
import { glmRoutes } from '../../test/engines/one-shot/glm-server.js';
import { startOneShotServer } from '../../test/engines/one-shot/one-shot-server.js';
import { RealtimeServer } from '../../test/engines/realtime/realtime-server.js';
import * as wires from '../../test/engines/realtime/wires.js';
import { tone } from '../../test/support/tone.js';
import { behindUnevenNetwork } from './uneven-network.js';

export type EngineReport =
  | { readonly type: 'ready'; readonly engine: string; readonly environment: Readonly<Record<string, string>> }
  /** On the clock of the machine. */
  | { readonly type: 'speech'; readonly atMs: number };

interface Served {
  /** Keys of the engine in the configuration, as a flow mapping's inside. */
  readonly engine: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** One sentence: one and a half to three and a half seconds, as each server speaks. */
const answer = 'this is all that I can tell you about your plan as of now.';
const script = () => ({ text: answer });
const answerMs = 2_000;

const report = (message: EngineReport) => process.send!(message);
const onSpeech = () => report({ type: 'speech', atMs: systemClock.nowMs() });

async function realtime(dialect: 'openai' | 'vllm-omni', wire: typeof wires.openai): Promise<Served> {
  const server = await RealtimeServer.start(wire, script);
  server.onSpeech = onSpeech;
  const url = await behindUnevenNetwork(server.url);
  return {
    engine: `family: realtime, dialect: ${dialect}, url: "${url}", key: "\${ENGINE_KEY}", model: m`,
    environment: { ENGINE_KEY: 'sk-realtime' },
  };
}

const engines: Readonly<Record<string, () => Promise<Served>>> = {
  'chat-audio': async () => {
    const server = await startChatAudioServer(shapes['step-audio-2-vllm'], script);
    const decoder = await startTokenDecoderServer();
    decoder.onSpeech = onSpeech;
    const folder = mkdtempSync(join(tmpdir(), 'undertone-bench-'));
    process.on('exit', () => rmSync(folder, { recursive: true }));
    const voiceFile = join(folder, 'voice.wav');
    writeFileSync(voiceFile, wavBytes(tone(2_000, { rateHz: 16_000 }), 16_000));
    const [url, decoderUrl] = [await behindUnevenNetwork(server.url), await behindUnevenNetwork(decoder.url)];
    return {
      engine: `family: chat-audio, dialect: step-audio-2-vllm, url: "${url}/v1", model: step-audio-2-mini,
               token_decoder: { url: "${decoderUrl}", voice_file: "${voiceFile}" }`,
    };
  },
  'realtime-g711': () => realtime('openai', wires.openai),
  'realtime-pcm': () => realtime('vllm-omni', wires.vllmOmni),
  cascade: async () => {
    const server = await startCascadeServer(script, undefined, (path) => path === '/v1/audio/speech' && onSpeech());
    const at = `url: "${await behindUnevenNetwork(server.url)}/v1"`;
    return {
      engine: `family: cascade, recogniser: { driver: transcriptions, ${at}, model: m }, model: { ${at}, model: m },
               voice: { driver: openai, ${at}, model: m, voice: alloy }`,
    };
  },
  duplex: async () => {
    const server = await new MoshiServer('python', { utteranceMs: answerMs, places: 1_000 }).listen();
    server.onSpeech = onSpeech;
    const url = await behindUnevenNetwork(`ws://127.0.0.1:${server.port}/api/chat`);
    return { engine: `family: duplex, dialect: moshi, url: "${url}", sessions: 1000` };
  },
  doubao: async () => {
    const server = await new DoubaoServer({ answerMs }).listen();
    server.onSpeech = onSpeech;
    const url = await behindUnevenNetwork(server.url);
    return {
      engine: `family: doubao, url: "${url}", app_id: ${appId}, access_key: "\${ENGINE_KEY}"`,
      environment: { ENGINE_KEY: accessKey },
    };
  },
  'one-shot': async () => {
    // A caller at a time: the first piece that is decoded after a request is its answer's.
    let isAsked = false;
    const server = await startOneShotServer(glmRoutes, (path) => {
      if (path === '/v1/decode' && isAsked) onSpeech();
      if (path === '/v1/decode' || path === '/generate_stream') isAsked = path === '/generate_stream';
    });
    const url = await behindUnevenNetwork(server.url);
    return { engine: `family: one-shot, dialect: glm-4-voice, url: "${url}", side_process_url: "${url}"` };
  },
};

process.on('disconnect', () => process.exit(0));
const { engine, environment = {} } = await engines[process.argv[2]!]!();
report({ type: 'ready', engine, environment });
