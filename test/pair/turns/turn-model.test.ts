import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TurnModel } from '#src/agent/end-of-turn/turn-model.js';
import { reduce } from '#src/agent/reduce.js';
import { defaultRules, initialState } from '#src/agent/state.js';
import { conversation } from '#src/caller/report.js';
import { systemClock } from '#src/core/clock.js';
import { silentLog } from '#src/core/log.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { SmartTurnThread } from '#src/media/ears/smart-turn/smart-turn-thread.js';
import { VoiceModel } from '#src/media/ears/voice-model.js';
import { decidedTurnModel } from '../../support/onnx-model.js';
import { spoken } from '../../support/spoken.js';
import { overTheLine } from '../../support/telephone.js';
import { unmistakableAudio } from '../../support/virtual-call/reply-trace.js';
import { VirtualCall } from '../../support/virtual-call/virtual-call.js';

/** A made turn model in its real thread, the ears, the Controller and pacing of the product; virtual time waits for the thread. */
let model: VoiceModel;
let folder: string;
let question: Int16Array;
const threads: SmartTurnThread[] = [];
const calls: VirtualCall[] = [];
const answer = unmistakableAudio(1500, 1);
const rules = { turnModel: true };

beforeAll(async () => {
  model = await VoiceModel.load();
  folder = await mkdtemp(join(tmpdir(), 'undertone-turn-'));
  const { voice, close } = await startLocalVoice({ clock: systemClock });
  question = overTheLine(await spoken(voice, 'Why is my bill so high this month?', 'en'), voice.rateHz);
  await close();
});
afterAll(async () => {
  await Promise.all(calls.map((call) => call.end()));
  await Promise.all(threads.map((thread) => thread.close()));
  await model.close();
  await rm(folder, { recursive: true });
});

async function modelThatSays(finished: boolean): Promise<TurnModel> {
  const file = join(folder, `${finished}.onnx`);
  await writeFile(file, decidedTurnModel(finished));
  const thread = await SmartTurnThread.start({ file, clock: systemClock, log: silentLog });
  threads.push(thread);
  return thread;
}

/** From the caller's last sound to the bot's first, and the call. */
async function ask(turnModel: TurnModel | undefined) {
  let judging: Promise<unknown> | undefined;
  const asked: number[] = [];
  const waited: TurnModel | undefined = turnModel && {
    judge: (turn, rateHz) => {
      asked.push((turn.length * 1000) / rateHz);
      const judged = turnModel.judge(turn, rateHz);
      judging = judged;
      return judged;
    },
  };
  const script = () => ({ delayMs: 100, text: 'Yes.', audio: answer });
  const call = await VirtualCall.start({ model, script, rules, ...(waited && { turnModel: waited }) });
  calls.push(call);
  await call.waitReply();
  call.caller.say(question);
  for (let tick = 0; tick < 250; tick++) {
    await call.run(20);
    await judging;
  }
  const [turn] = conversation(call.caller.line, 0, 0).turns;
  return { gapMs: turn?.gapMs ?? Number.NaN, asked, call };
}

test('the bot answers sooner when the model takes the turn for over, later when it does not', async () => {
  const without = await ask(undefined);
  const finished = await ask(await modelThatSays(true));
  const goesOn = await ask(await modelThatSays(false));
  expect(finished.gapMs).toBeLessThanOrEqual(without.gapMs - 60);
  expect(goesOn.gapMs).toBeGreaterThanOrEqual(without.gapMs + 60);
  expect(goesOn.asked.at(-1)).toBeGreaterThan(1500);
});

test('a model that answers nothing, or too late, changes nothing', async () => {
  const without = await ask(undefined);
  const silent = await ask({ judge: async () => undefined });
  const late: ((finished: number) => void)[] = [];
  const waiting: TurnModel = { judge: () => new Promise((resolve) => late.push(resolve)) };
  const call = await VirtualCall.start({
    model,
    script: () => ({ delayMs: 100, audio: answer }),
    rules,
    turnModel: waiting,
  });
  calls.push(call);
  await call.waitReply();
  call.caller.say(question);
  await call.waitReply();
  for (const resolve of late) resolve(1);
  await call.run(500);
  expect(silent.gapMs).toBe(without.gapMs);
  expect(late).toHaveLength(1);
  expect(conversation(call.caller.line, 0, 0).turns[0]?.gapMs).toBe(without.gapMs);
  expect(call.events.filter(({ event }) => event.type === 'event-refused')).toEqual([]);
});

test('the event log replays it without the model', async () => {
  const { call } = await ask(await modelThatSays(true));
  expect(call.log.some(({ event }) => event.type === 'turn-hint' && event.finished === 1)).toBe(true);
  let state = initialState({ ...defaultRules, ...rules });
  for (const { event, atMs, turn } of call.log) {
    state = reduce(state, event, atMs).state;
    expect(state.turn).toBe(turn);
  }
});
