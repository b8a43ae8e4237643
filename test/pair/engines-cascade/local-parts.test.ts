/** Local ears and the local voice around a remote model. */
import { afterAll, expect, test } from 'vitest';
import { systemClock as clock } from '#src/core/clock.js';
import { createCascadeEngine } from '#src/engines/cascade/engine.js';
import { createChatModel } from '#src/engines/cascade/model/chat-model.js';
import { localEars } from '#src/engines/cascade/recogniser/local-ears.js';
import { startVosk } from '#src/engines/local/recogniser/vosk/start-vosk.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { Side } from '../../contract/engine-side.js';
import { startCascadeServer } from '../../engines/cascade/cascade-server.js';
import { optional } from '../../support/optional.js';
import { spoken } from '../../support/spoken.js';
import { overTheLine } from '../../support/telephone.js';
import { until } from '../../support/until.js';

const [voices, recognition, server] = await Promise.all([
  startLocalVoice({ clock }),
  startVosk({ clock }),
  startCascadeServer(() => ({ text: 'Your bill is thirty dollars.' })),
]);
afterAll(() => Promise.all([voices.close(), recognition.close(), server.close()]));
const ears = optional('the recogniser', recognition.recogniser !== undefined);

test.skipIf(ears.missing)(`any words are heard, not those of a grammar${ears.note}`, async () => {
  const engine = createCascadeEngine({
    clock,
    recogniser: localEars(new Map([['en', recognition.recogniser!]])),
    model: createChatModel({ clock, url: `${server.url}/v1`, model: 'm' }),
    voice: voices.voice,
  });
  expect(engine.capabilities).toMatchObject({ languages: ['en'], inputRateHz: 8000, outputRateHz: 16_000 });
  const samples = overTheLine(
    await spoken(voices.voice, 'What is the weather in London tomorrow?', 'en'),
    voices.voice.rateHz,
  );
  const subject = { engine, language: 'en', tools: [], answer: () => ({ ok: true, value: {} }) } as never;
  const side = await Side.open(subject);
  side.session.startTurn();
  for (let at = 0; at < samples.length; at += 160) side.session.pushAudio(samples.subarray(at, at + 160));
  // Words are told while the caller speaks.
  await until(() => side.events.some((event) => event.type === 'heard' && !event.final));
  side.session.reply({ replyId: 1, input: { kind: 'speech' }, speculative: false, style: {}, language: 'en' });
  await side.complete(1);
  const heard = side.of(1).find(({ type }) => type === 'heard');
  expect(heard).toMatchObject({ final: true });
  expect(heard).toHaveProperty('text', expect.stringMatching(/weather|london|tomorrow/));
  expect(side.text(1)).toBe('Your bill is thirty dollars.');
  await side.session.close();
  await engine.close();
});
