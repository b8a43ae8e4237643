/** The contract of engines against a real one: `npm run test:live`, docs/engines.md. Not a part of `npm test`. */
import { afterAll, beforeAll, describe } from 'vitest';
import { loadConfig } from '#src/config/load.js';
import { describeEngine } from '../contract/engine-contract.js';
import type { EngineSubject } from '../contract/engine-side.js';
import { describeDuplexTalk } from './duplex-talk.js';
import { openLiveEngine } from './live-engine.js';

const { UNDERTONE_LIVE_CONFIG: file, UNDERTONE_LIVE_ENGINE: name } = process.env;
if (file === undefined || name === undefined) {
  throw new Error(
    'UNDERTONE_LIVE_CONFIG has to be a configuration file, UNDERTONE_LIVE_ENGINE the name of an engine in it',
  );
}

const open = (): Promise<EngineSubject> => openLiveEngine(file, name, process.env);
const { family } = loadConfig(file, process.env).config.engines[name] ?? {};

if (family === 'duplex') {
  describe(`the engine ${name}`, () => {
    let subject: EngineSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject.close());
    describeDuplexTalk(() => subject);
  });
} else describeEngine(name, open);
