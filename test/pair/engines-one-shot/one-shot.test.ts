/** What a caller has of an engine that answers one turn, over real sockets. */
import { afterAll, expect, test } from 'vitest';
import { systemClock as clock } from '#src/core/clock.js';
import { createGlm4Voice } from '#src/engines/one-shot/glm-4-voice/glm-4-voice.js';
import { createHttpModel } from '#src/engines/one-shot/http-model.js';
import { miniOmni, miniOmni2 } from '#src/engines/one-shot/mini-omni.js';
import { Side } from '../../contract/engine-side.js';
import { glmRoutes } from '../../engines/one-shot/glm-server.js';
import {
  answerText,
  miniOmni2Routes,
  miniOmniRoutes,
  startOneShotServer,
} from '../../engines/one-shot/one-shot-server.js';
import { oneShotSubject } from '../../engines/one-shot/one-shot-subject.js';
import { until } from '../../support/until.js';

const [v1, v2, glm] = await Promise.all(
  [miniOmniRoutes, miniOmni2Routes, glmRoutes].map((routes) => startOneShotServer(routes)),
);
const at = { clock, url: glm!.url };
const subjects = {
  v1: oneShotSubject(v1!, createHttpModel(miniOmni({}), { clock, url: v1!.url }), true),
  v2: oneShotSubject(v2!, createHttpModel(miniOmni2({}), { clock, url: v2!.url })),
  glm: oneShotSubject(
    glm!,
    createGlm4Voice({ ...at, sideProcess: at, temperature: 0.2, topP: 0.8, maxNewTokens: 500 }),
  ),
};
afterAll(() => Promise.all(Object.values(subjects).map((subject) => subject.close())));
const key1 = { kind: 'dtmf', digits: '1' } as const;

test('a second call finds no place, and says so; the next one does', async () => {
  const { engine } = subjects.v1;
  const side = await Side.open(subjects.v1);
  await expect(engine.probe(AbortSignal.timeout(1000))).resolves.toEqual({ up: true, freeSessions: 0 });
  await expect(Side.open(subjects.v1)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  await side.session.close();
  await expect(engine.probe(AbortSignal.timeout(1000))).resolves.toEqual({ up: true, freeSessions: 1 });
  const next = await Side.open(subjects.v1);
  await next.session.close();
});

test('a key is silence to a model that only hears', async () => {
  const side = await Side.open(subjects.v1);
  const id = await side.play([key1]);
  expect(side.of(id)).toEqual([{ type: 'done', replyId: id }]);
  expect(v1!.asked).toEqual([]);
  await side.session.close();
});

test('a key is told in words to a model that reads', async () => {
  const side = await Side.open(subjects.glm);
  const id = await side.play([key1]);
  expect(side.text(id)).toBe(answerText);
  const { prompt } = glm!.asked.find((body) => 'prompt' in body)!;
  expect(prompt).toContain('<|user|>\nThe caller pressed 1 on the keypad.<|assistant|>');
  await side.session.close();
});

test('60 codes of GLM-4-Voice are 4.8 s of speech, at our rate', async () => {
  const side = await Side.open(subjects.glm);
  const id = await side.play([subjects.glm.plain]);
  expect(side.audioMs(id)).toBeCloseTo(4_800, -2);
  await side.session.close();
});

test('a caller who talks on stops the model', async () => {
  const side = await Side.open(subjects.v2);
  const id = side.reply(subjects.v2.plain);
  await until(() => side.audioMs(id) > 0);
  const before = v2!.aborted();
  side.cancel(id);
  await until(() => v2!.aborted() > before);
  await side.session.close();
});
