import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ControllerRules } from '#src/agent/state.js';
import { levelDbfs, type Samples } from '#src/core/audio.js';
import { systemClock } from '#src/core/clock.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { VoiceModel } from '#src/media/ears/voice-model.js';
import { spoken } from '../../support/spoken.js';
import { overTheLine } from '../../support/telephone.js';
import { traceReply, unmistakableAudio } from '../../support/virtual-call/reply-trace.js';
import { VirtualCall } from '../../support/virtual-call/virtual-call.js';
import { overTheWire } from '../../support/virtual-call/wire-audio.js';

/** What the bot does while it is not known what the caller wants, on the wire; real Call, Controller, ears and pacing. */
const rampSamples = 40;
const reply = unmistakableAudio(15_000, 3);
let model: VoiceModel;
let question: Samples;
let okay: Samples;
let objection: Samples;
const calls: VirtualCall[] = [];

beforeAll(async () => {
  model = await VoiceModel.load();
  const { voice, close } = await startLocalVoice({ clock: systemClock });
  const say = async (text: string) => overTheLine(await spoken(voice, text, 'en'), voice.rateHz);
  question = await say('Why is my bill so high this month?');
  okay = await say('Okay.');
  objection = await say('That is not what I wanted to know at all, I asked about something else.');
  await close();
});
afterAll(async () => {
  await Promise.all(calls.map((call) => call.end()));
  await model.close();
});

/** A call in the middle of a reply whose words begin every `wordMs`. */
async function startTalking(wordMs: number, rules: Partial<ControllerRules> = {}) {
  const words = Array.from({ length: 15_000 / wordMs }, (_, i) => ({ text: `w${i} `, atMs: i * wordMs }));
  const script = () => ({ delayMs: 400, words, audio: reply });
  const call = await VirtualCall.start({ model, script, rules });
  calls.push(call);
  await call.waitReply();
  call.caller.say(question);
  await call.waitAudible(1000);
  return call;
}

const cuts = ({ events }: VirtualCall) =>
  events.flatMap(({ event }) => (event.type === 'said' && event.by === 'bot' && event.cut ? [event.text] : []));

const expected = overTheWire(reply);

/** Whether a packet has the reply's audio from `atMs` on, but for the first `skip` samples. */
const hasReplyAt = (samples: Samples, atMs: number, skip = 0): boolean => {
  return samples.subarray(skip).every((sample, i) => sample === expected[atMs * 8 + skip + i]);
};

/** How many packets in a row go on with the reply from `atMs`, the first after a ramp. */
function packetsFrom(packets: readonly Samples[], atMs: number, skip = 0): number {
  const wrong = packets.findIndex((samples, i) => !hasReplyAt(samples, atMs + i * 20, i === 0 ? skip : 0));
  return wrong < 0 ? packets.length : wrong;
}

test('after "okay" the bot says the cut word again, from its first sample', async () => {
  const call = await startTalking(400);
  call.caller.say(okay);
  await call.run(3000);
  const heard = call.caller.heard.map(({ samples }) => samples);
  const first = heard.findIndex((samples) => hasReplyAt(samples, 0));
  const pausedAfter = packetsFrom(heard.slice(first), 0);
  const rest = heard.slice(first + pausedAfter);
  const wordMs = Math.floor((pausedAfter * 20) / 400) * 400;
  const goesOn = rest.findIndex((samples) => hasReplyAt(samples, wordMs, rampSamples));
  expect(goesOn).toBeGreaterThan(5);
  for (const samples of rest.slice(1, goesOn)) expect(levelDbfs(samples)).toBeLessThan(-60);
  expect(packetsFrom(rest.slice(goesOn), wordMs, rampSamples)).toBeGreaterThan(50);
  expect(cuts(call)).toEqual([]);
});

test('where the words are long it goes on from the same sample', async () => {
  const call = await startTalking(5000);
  call.caller.say(okay);
  await call.run(3000);
  const { exact, pauses, heardMs } = traceReply(reply, call.caller.heard);
  expect(pauses.length).toBeGreaterThan(0);
  expect(heardMs).toBeGreaterThan(3000);
  expect(exact).toBe(true);
});

test('it talks on 15 dB lower where it is set to, and is back after "okay" without having lost a sample', async () => {
  const call = await startTalking(400, { whileUndecided: 'duck' });
  const fromMs = call.clock.nowMs();
  call.caller.say(okay);
  await call.run(3000);
  const levels = call.caller.heard.filter(({ atMs }) => atMs > fromMs).map(({ samples }) => levelDbfs(samples));
  const usual = levels[0]!;
  const soft = levels.filter((level) => level < usual - 12);
  expect(soft.length).toBeGreaterThan(5);
  for (const level of soft) expect(level).toBeGreaterThan(usual - 18);
  expect(levels.at(-1)).toBeGreaterThan(usual - 1);
  const first = call.caller.heard.findIndex(({ samples }) => hasReplyAt(samples, 0));
  const last = call.caller.heard.length - 1;
  expect(hasReplyAt(call.caller.heard[last]!.samples, (last - first) * 20)).toBe(true);
  expect(cuts(call)).toEqual([]);
});

test('a real interruption silences a bot that talks softly, and the history has what was sent', async () => {
  const call = await startTalking(400, { whileUndecided: 'duck' });
  call.caller.say(objection);
  await call.run(2500);
  const truncated = call.engine.asked.find((line) => line.startsWith('truncate'));
  const playedMs = Number(truncated?.split(' ')[2]);
  const sent = call.caller.heard;
  const first = sent.findIndex(({ samples }) => hasReplyAt(samples, 0));
  const silentAt = sent.findIndex(({ samples }, i) => i > first && levelDbfs(samples.subarray(rampSamples)) < -60);
  expect(playedMs).toBe((silentAt - first) * 20);
  expect(cuts(call)[0]?.trim().split(' ')).toHaveLength(Math.floor(playedMs / 400));
});
