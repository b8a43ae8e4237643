/**
 * How long a caller is without words when an engine dies in the middle of them, on a real line on loopback: SIP, media worker,
 * Controller and the embedded voice are the product's, the engines are scripted. The dying one says a tone of 400 Hz, the next
 * one a tone of 800 Hz, 300 ms after it is asked; what is neither is the bot's own bridge.
 */
import { pino } from 'pino';
import { SharedEngine } from '#src/agent/shared-engine.js';
import { defaultRules } from '#src/agent/state.js';
import { defaultPhrases } from '#src/agent/system1/default-phrases.js';
import type { Voice } from '#src/agent/voice.js';
import type { Bot } from '#src/call/bot.js';
import { Call } from '#src/call/call.js';
import { dial } from '#src/caller/dial.js';
import { systemClock as clock, sleep } from '#src/core/clock.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import type { MediaPlane } from '#src/media/media.js';
import { startMediaPlane } from '#src/media/plane.js';
import { startSipController } from '#src/sip/controller.js';
import { ScriptedEngine } from '../../test/support/scripted-engine.js';
import { type Emit, percentile } from '../row.js';

const log = pino({ level: 'silent' });
const address = '127.0.0.1';
const engineMs = 300;
const callsAtATime = 5;
const rounds = 6;
const observedMs = 5_000;

export async function failover(emit: Emit): Promise<void> {
  const bot = await startBot();
  const phone = { media: await startMediaPlane({ clock, log }), sip: await startSip(() => {}) };
  const switches: Switch[] = [];
  for (let round = 0; round < rounds; round++) {
    const calls = Array.from({ length: callsAtATime }, (_, nth) => oneCall(bot, phone, 300 + 40 * nth + 150 * round));
    switches.push(...(await Promise.all(calls)));
  }
  await phone.sip.close();
  await phone.media.close();
  await bot.close();
  const context = { engine_ms: engineMs, calls: switches.length, at_a_time: callsAtATime };
  const bridged = switches.filter(({ bridgeLengthMs }) => bridgeLengthMs > 0);
  const row = (name: string, values: readonly number[], share: number) =>
    emit({ name, value: percentile(values, share), unit: 'ms', ...context });
  const silencesMs = switches.map(({ silentMs }) => silentMs);
  row('engines.failover_silence_ms.p50', silencesMs, 0.5);
  row('engines.failover_silence_ms.p95', silencesMs, 0.95);
  // With the length of the bridge in it, where there is one: an engine that is quicker than the voice needs none.
  const nextMs = switches.map((one) => one.nextMs);
  row('engines.failover_ms.p50', nextMs, 0.5);
  row('engines.failover_ms.p95', nextMs, 0.95);
  emit({ name: 'engines.failover_bridged', value: bridged.length / switches.length, unit: 'share', ...context });
}

/** From the death of the engine to what the caller hears next. */
interface Switch {
  /** To the first words: of the bridge, or of the next engine. */
  readonly silentMs: number;
  readonly bridgeLengthMs: number;
  /** To the first words of the next engine. */
  readonly nextMs: number;
}

interface Phone {
  readonly media: MediaPlane;
  readonly sip: Awaited<ReturnType<typeof startSip>>;
}

async function oneCall(bot: Awaited<ReturnType<typeof startBot>>, phone: Phone, diesAfterMs: number): Promise<Switch> {
  const { uri, engine } = bot.next();
  // The leg counts from its INVITE.
  const invitedMs = clock.nowMs();
  const leg = await dial({ uri, ...phone, clock });
  await leg.waitReply();
  await leg.dtmf('1#');
  await leg.waitAudible(diesAfterMs);
  const diedMs = clock.nowMs() - invitedMs;
  engine().sessions[0]!.lose();
  await sleep(clock, observedMs);
  const heard = leg.heard(diedMs, diedMs + observedMs);
  await leg.hangUp();
  return switchOf(heard);
}

const frameSamples = 160;
const frameMs = 20;

type Sound = 'silence' | 'first' | 'second' | 'bridge';

function switchOf(heard: Int16Array): Switch {
  const sounds = Array.from({ length: Math.floor(heard.length / frameSamples) }, (_, nth) =>
    soundOf(heard.subarray(nth * frameSamples, (nth + 1) * frameSamples)),
  );
  // One frame is the end of a tone that was cut.
  const cut = sounds.findIndex((sound) => sound !== 'first') + 1;
  const next = sounds.findIndex((sound, nth) => nth >= cut && sound === 'second' && sounds[nth + 1] === 'second');
  const bridge = sounds.findIndex((sound, nth) => nth >= cut && nth < next - 2 && sound !== 'silence');
  const bridgeEnd = sounds.findLastIndex((sound, nth) => nth < next - 2 && sound !== 'silence') + 1;
  return {
    silentMs: (bridge === -1 ? next : bridge) * frameMs,
    bridgeLengthMs: bridge === -1 ? 0 : (bridgeEnd - bridge) * frameMs,
    nextMs: next * frameMs,
  };
}

/** Tones by their zero crossings in 20 ms: 16 at 400 Hz, 32 at 800 Hz. */
function soundOf(frame: Int16Array): Sound {
  const peak = frame.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  if (peak < 300) return 'silence';
  const crossings = frame.reduce(
    (count, sample, nth) => count + Number(nth > 0 && sample < 0 !== frame[nth - 1]! < 0),
    0,
  );
  const isTone = peak > 6_000;
  if (isTone && Math.abs(crossings - 16) <= 1) return 'first';
  if (isTone && Math.abs(crossings - 32) <= 1) return 'second';
  return 'bridge';
}

const startSip = (onInvite: Parameters<typeof startSipController>[0]['onInvite']) =>
  startSipController({
    drachtio: 'embedded',
    listeners: [{ protocol: 'udp', address, port: 0 }],
    clock,
    log,
    onInvite,
  });

/** A bot whose calls each have engines of their own, so that each can lose one. */
async function startBot() {
  const { voice, close } = await startLocalVoice({ clock, log });
  const media = await startMediaPlane({ clock, log });
  const dying = new Map<string, ScriptedEngine>();
  const calls: Call[] = [];
  const sip = await startSip((incoming) => {
    const { engine, bot } = newBot(voice);
    dying.set(incoming.calledUser, engine);
    calls.push(new Call({ incoming, bot, media, mediaAddress: address, clock, onEvent: () => {} }));
  });
  let placed = 0;
  return {
    next() {
      placed += 1;
      const user = `bench-${placed}`;
      return { uri: `sip:${user}@${address}:${sip.listening[0]!.port}`, engine: () => dying.get(user)! };
    },
    async close() {
      await Promise.all(calls.map((call) => call.over));
      await sip.close();
      await media.close();
      await close();
    },
  };
}

function newBot(voice: Voice): { readonly engine: ScriptedEngine; readonly bot: Bot } {
  const engine = new ScriptedEngine(clock, () => ({ text: 'On and on.', audioMs: 10_000, unfinished: true }));
  const second = new ScriptedEngine(clock, () => ({ text: 'And so on.', audio: tone800(2_000), delayMs: engineMs }));
  const bot: Bot = {
    name: 'bench',
    engines: [engine, second].map((one, nth) => new SharedEngine({ engine: one, clock, name: `engine ${nth + 1}` })),
    voice,
    tools: { tools: [], run: async () => ({ ok: true, value: {} }) },
    language: 'en',
    persona: '',
    greeting: [{ language: 'en', text: 'Hello.' }],
    phrases: defaultPhrases,
    style: {},
    rules: defaultRules,
    transfer: undefined,
  };
  return { engine, bot };
}

const tone800 = (durationMs: number) =>
  Int16Array.from({ length: durationMs * 8 }, (_, nth) => Math.round(8000 * Math.sin((2 * Math.PI * nth) / 10)));
