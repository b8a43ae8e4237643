/** The call that every case of the bench is held in. */
import { defaultSystem1Rules } from '#src/agent/system1/system1-rules.js';
import type { Language } from '#src/core/language.js';
import type { VoiceModel } from '#src/media/ears/voice-model.js';
import type { ScriptedReply } from '../../test/support/scripted-engine.js';
import { seeded } from '../../test/support/seeded.js';
import { VirtualCall } from '../../test/support/virtual-call/virtual-call.js';
import type { TurnAudio } from '../turn-audio.js';

/** From the request to the engine's first audio. */
export const engineMs = 400;
/** Nobody is asked "are you still there?" in the middle of a case. */
const idlePromptMs = 600_000;

export interface Setting {
  readonly model: VoiceModel;
  /** A first thing to say, so that the bot has something to reply to. */
  readonly opener: TurnAudio;
  /** Of the network, both ways. */
  readonly jitterMs: number;
}

/** How the bot goes about its turns. */
export interface BotManner {
  readonly speculation: boolean;
  /** It takes its turn with a word of its own where the engine's first is late. */
  readonly opener: boolean;
  readonly language: Language;
}

/** Nothing but the engine's reply is heard of the bot. */
const usual: BotManner = { speculation: true, opener: false, language: 'en' };

/** A call whose bot has greeted. Case by case, ticks and packets fall differently, and the same in every run. */
export async function startCall(
  { model, jitterMs }: Setting,
  index: number,
  replies: readonly ScriptedReply[],
  { speculation, opener, language }: BotManner = usual,
): Promise<VirtualCall> {
  const call = await VirtualCall.start({
    model,
    speculation,
    // A guess that was discarded is asked for again.
    script: () => ({ delayMs: engineMs, ...replies[Math.min(answered(call), replies.length - 1)] }),
    language,
    capabilities: { languages: [language] },
    rules: { idlePromptMs, system1: { ...defaultSystem1Rules, opener } },
    wire: { jitterMs, seed: index + 1 },
    phaseMs: 20 * seeded(index + 1)(),
  });
  await call.waitReply();
  return call;
}

/** Replies that the bot has begun to say. */
function answered(call: VirtualCall): number {
  return call.events.filter(({ event }) => event.type === 'turn').length;
}

/** Begins to say something; resolves when its first packet is sent. */
export async function say(call: VirtualCall, turn: TurnAudio): Promise<void> {
  const before = call.caller.line.utterances.length;
  call.caller.say(turn.samples, { firstMs: turn.firstMs, lastMs: turn.lastMs });
  await call.runUntil(() => call.caller.line.utterances.length > before, 100);
}

/** The last voiced packet of what is being said was sent so long ago. */
export function isOverFor(call: VirtualCall, durationMs: number): boolean {
  const utterance = call.caller.line.utterances.at(-1);
  return utterance !== undefined && call.clock.nowMs() - utterance.lastMs >= durationMs;
}
