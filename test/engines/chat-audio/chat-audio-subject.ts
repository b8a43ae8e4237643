/** Chat-audio engines of each dialect against servers that speak their wires, for the contract. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import type { ChatAudioDialectName } from '#src/engines/chat-audio/dialects.js';
import { createChatAudioEngine } from '#src/engines/chat-audio/engine.js';
import type { ChatAudioOptions } from '#src/engines/chat-audio/options.js';
import { wavBytes } from '#src/engines/wire/wav.js';
import type { EngineSubject } from '../../contract/engine-contract.js';
import { carrierAnswer, carrierTools, knownAccount } from '../../support/carrier-dialogue.js';
import { tone } from '../../support/tone.js';
import { carrierScript } from '../cascade/carrier-script.js';
import { type ChatAudioServer, startChatAudioServer } from './chat-audio-server.js';
import { shapes } from './shapes.js';
import { startTokenDecoderServer, type TokenDecoderServer } from './token-decoder-server.js';

const keys = (digits: string) => ({ kind: 'dtmf', digits }) as const;
const key = 'sk-contract-test';
const maxReplyMs = 20_000;

export interface ChatAudioSubject extends EngineSubject {
  readonly server: ChatAudioServer;
  readonly decoder: TokenDecoderServer | undefined;
}

export async function openChatAudio(
  dialect: ChatAudioDialectName,
  more: Partial<ChatAudioOptions> = {},
): Promise<ChatAudioSubject> {
  const server = await startChatAudioServer(shapes[dialect], carrierScript, key);
  const decoder = dialect === 'step-audio-2-vllm' ? await startTokenDecoderServer() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'chat-audio-'));
  const voiceFile = join(folder, 'voice.wav');
  writeFileSync(voiceFile, wavBytes(tone(1500, { rateHz: 22_050 }), 22_050));
  const engine = createChatAudioEngine({
    dialect,
    url: `${server.url}/v1`,
    key,
    model: 'm',
    clock,
    log,
    // Told after the reply, whenever they are there; the tests of this family ask for them.
    transcribes: false,
    readsVoice: false,
    limits: { connectMs: 1_000, firstAudioMs: 2_000, idleMs: 400, maxReplyMs },
    // What takes the place of one server takes that of both.
    ...(decoder === undefined ? {} : { tokenDecoder: { url: decoderUrl(decoder, more.url), voiceFile } }),
    ...more,
  });
  return {
    engine,
    server,
    decoder,
    language: 'en',
    tools: carrierTools,
    answer: carrierAnswer,
    plain: { kind: 'speech', samples: tone(800, { hz: 300, rateHz: 16_000 }) },
    read: [keys('1'), keys(knownAccount)],
    effect: [keys('1'), keys('4')],
    // A sum of many fractions.
    maxReplyMs: maxReplyMs + 1,
    misbehave: (fault) => server.misbehave(fault),
    told: () => JSON.stringify(server.asked.at(-1)?.messages),
    close: async () => {
      await engine.close();
      await server.close();
      await decoder?.close();
      rmSync(folder, { recursive: true });
      const wrong = [...server.wrong, ...(decoder?.wrong ?? [])];
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    },
  };
}

const decoderUrl = (decoder: TokenDecoderServer, url: string | undefined): string =>
  url === undefined ? decoder.url : new URL(url).origin;
