/**
 * Turn-taking of the whole product, measured on the wire by the demo caller: the product runs in a process of its own,
 * one call at a time. Every turn talks over the bot's reply to the turn before, so that each gives a response gap and
 * an interruption time.
 */
import { pino } from 'pino';
import { dial } from '#src/caller/dial.js';
import type { TurnReport } from '#src/caller/report.js';
import { type Audio, readWav } from '#src/caller/wav.js';
import { systemClock as clock } from '#src/core/clock.js';
import { UndertoneError } from '#src/core/errors.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { startMediaPlane } from '#src/media/plane.js';
import { startSipController } from '#src/sip/controller.js';
import { type BenchProduct, startProduct } from '../product.js';
import { type Emit, percentile } from '../row.js';
import { sharedClips } from '../shared-data.js';
import { spanOf } from '../turn-audio.js';

const log = pino({ level: 'silent' });
const turnsACall = 6;
/** How much of a reply is heard before it is talked over. */
const listenMs = 900;
/** Left around the speech of a recording; more would only make the bench longer. */
const marginMs = 200;

const questions = [
  'why is my bill so high this month',
  'what plan do I have',
  'are there any promotions',
  'I want to change my plan',
  'how much is roaming',
  'what can you do',
];

interface Questions {
  readonly speech: string;
  readonly turns: number;
  readonly audio: readonly Audio[];
}

export async function realWire(emit: Emit): Promise<void> {
  const product = await startProduct();
  const phone = await startPhone();
  try {
    for (const asked of [await synthesised(), await recorded()]) {
      if (asked.audio.length === 0) continue;
      const turns = await hold(product, phone, asked);
      const gaps = turns.map((turn) => turn.gapMs).filter((gap) => gap !== null);
      const interruptions = turns.map((turn) => turn.interruptionMs).filter((time) => time !== null);
      const context = { wire: 'real', calls: 1, speech: asked.speech };
      emit({ name: 'turns.gap_ms.p50', value: percentile(gaps, 0.5), unit: 'ms', ...context, turns: gaps.length });
      emit({ name: 'turns.gap_ms.p95', value: percentile(gaps, 0.95), unit: 'ms', ...context, turns: gaps.length });
      const many = { ...context, turns: interruptions.length };
      emit({ name: 'turns.interruption_ms.p50', value: percentile(interruptions, 0.5), unit: 'ms', ...many });
      emit({ name: 'turns.interruption_ms.p95', value: percentile(interruptions, 0.95), unit: 'ms', ...many });
      emit({ name: 'turns.unanswered', value: turns.length - gaps.length, unit: 'turns', ...context });
    }
  } finally {
    await phone.close();
    await product.stop();
  }
}

async function startPhone() {
  const sip = await startSipController({
    drachtio: 'embedded',
    listeners: [{ protocol: 'udp', address: '127.0.0.1', port: 0 }],
    clock,
    log,
    onInvite: (call) => call.reject(480),
  });
  const media = await startMediaPlane({ clock, log });
  return {
    sip,
    media,
    async close() {
      await sip.close();
      await media.close();
    },
  };
}

/** Turns of several calls one after the other, until there are enough. */
async function hold(
  product: BenchProduct,
  { sip, media }: Awaited<ReturnType<typeof startPhone>>,
  { audio, turns: wanted }: Questions,
): Promise<readonly TurnReport[]> {
  const turns: TurnReport[] = [];
  for (let taken = 0; taken < wanted; taken += turnsACall) {
    const leg = await dial({ uri: product.uri('1000'), sip, media, clock });
    await leg.waitReply();
    for (let turn = 0; turn < turnsACall && leg.isUp; turn++) {
      // What a recogniser makes of an order may be "goodbye": then the call is over, and its turns count.
      await leg.say(audio[(taken + turn) % audio.length]!).catch(callEnded);
      await leg.waitAudible(listenMs).catch(() => {});
    }
    await leg.hangUp();
    turns.push(...leg.report().turns);
  }
  return turns;
}

function callEnded(thrown: unknown): void {
  if (!(thrown instanceof UndertoneError && thrown.code === 'CALL_ENDED')) throw thrown;
}

async function synthesised(): Promise<Questions> {
  const { voice, close } = await startLocalVoice({ clock });
  const audio: Audio[] = [];
  for (const question of questions) {
    const signal = new AbortController().signal;
    for await (const { samples } of voice.speak(question, 'en', {}, signal)) {
      audio.push({ samples, rateHz: voice.rateHz });
    }
  }
  await close();
  return { speech: 'synthesised', turns: 30, audio };
}

/** Real callers' orders; to this bot they are questions it does not know. */
async function recorded(): Promise<Questions> {
  const clips = sharedClips('speech/orders/').slice(0, 12);
  const audio = await Promise.all(clips.map(async (clip) => trimmed(await readWav(clip.file))));
  return { speech: 'recorded', turns: 12, audio };
}

function trimmed({ samples, rateHz }: Audio): Audio {
  const { firstMs, lastMs } = spanOf(samples) ?? { firstMs: 0, lastMs: 0 };
  const at = (ms: number) => Math.max(0, (ms * rateHz) / 1000);
  return { samples: samples.subarray(at(firstMs - marginMs), at(lastMs + marginMs)), rateHz };
}
