/** An engine of somebody's own configuration, for the contract: `npm run test:live`, docs/engines.md. */
import type { EngineCapabilities } from '#src/agent/engine.js';
import { loadConfig } from '#src/config/load.js';
import type { Environment } from '#src/config/secret.js';
import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import { resampled } from '#src/core/resampled.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { buildEngine } from '#src/families/families.js';
import { recordingOf } from '#src/families/recording.js';
import { startRecognition } from '#src/recognition.js';
import type { EngineSubject, Said } from '../contract/engine-side.js';
import { carrierAnswer, carrierTools, knownAccount } from '../support/carrier-dialogue.js';
import { spoken } from '../support/spoken.js';
import { concat } from '../support/tone.js';

/** A model on a small machine, or a busy cloud. */
const answerMs = 30_000;
/** What an engine needs that finds the end of a turn itself. */
const pauseMs = 1_000;

/** @throws UndertoneError of the configuration, and when it has no such engine */
export async function openLiveEngine(file: string, name: string, environment: Environment): Promise<EngineSubject> {
  const config = loadConfig(file, environment);
  const engineConfig = config.config.engines[name];
  if (engineConfig === undefined) throw new Error(`${file} has no engine ${name}`);
  const [voices, recognition] = await Promise.all([
    startLocalVoice({ clock }),
    startRecognition({ config, clock, log }),
  ]);
  const { voice } = voices;
  const materials = { config, clock, log, voice, recognisers: recognition.recognisers };
  const recording = recordingOf(name, engineConfig, materials);
  const engine = buildEngine(name, engineConfig, { ...materials, tap: recording?.tap });
  const say = async (text: string): Promise<Said> => {
    const samples = await spoken(voice, text, 'en');
    return { kind: 'speech', samples: asHeard(samples, voice.rateHz, engine.capabilities) };
  };
  const account = [...knownAccount].join(' ');
  return {
    engine,
    language: 'en',
    tools: carrierTools,
    answer: carrierAnswer,
    plain: await say('Hello. What can you do for me?'),
    read: [await say(`Please look up the bill of my account. The account is ${account}.`)],
    effect: [await say(`Please change the plan of my account ${account} to plus. Yes, I am sure, do it now.`)],
    isLive: true,
    answerMs,
    // What it says is told by its length where its wire carries no words.
    wordless: engineConfig.family === 'one-shot' && engineConfig.dialect === 'mini-omni',
    close: async () => {
      await engine.close();
      await recording?.close();
      await Promise.all([voices.close(), recognition.close()]);
    },
  };
}

function asHeard(samples: Int16Array, rateHz: number, { inputRateHz, turnDetection }: EngineCapabilities): Int16Array {
  const audio = rateHz === inputRateHz ? samples : resampled(samples, rateHz, inputRateHz);
  return turnDetection === 'engine' ? concat(audio, new Int16Array((inputRateHz * pauseMs) / 1000)) : audio;
}
