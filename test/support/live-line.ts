import { Conversation } from '#src/agent/conversation.js';
import type { ConversationRecord } from '#src/agent/conversation-options.js';
import type { Engine } from '#src/agent/engine.js';
import type { EndReason } from '#src/agent/event.js';
import type { FailoverRules } from '#src/agent/session-holder.js';
import { SharedEngine } from '#src/agent/shared-engine.js';
import { type ControllerRules, defaultRules } from '#src/agent/state.js';
import { defaultPhrases } from '#src/agent/system1/default-phrases.js';
import type { ToolDescription } from '#src/agent/tool.js';
import { systemClock as clock } from '#src/core/clock.js';
import { ClockedEars } from './clocked-ears.js';
import { ClockedAudio } from './conversation-rig.js';
import { tone } from './tone.js';
import { toneVoice } from './tone-voice.js';

export interface LiveLineOptions {
  readonly engine: Engine;
  readonly rules?: Partial<ControllerRules>;
  readonly tools?: readonly ToolDescription[];
  readonly failover?: FailoverRules;
  readonly greeting?: string;
}

/** A whole conversation in real time with an engine over its wire: as conversation-rig.ts, but that nothing is scripted. */
export async function openLiveLine({ engine, rules, tools = [], failover, greeting = 'Hello.' }: LiveLineOptions) {
  const records: ConversationRecord[] = [];
  const ends: EndReason[] = [];
  const ears = new ClockedEars(clock, () => conversation);
  const audio: ClockedAudio = new ClockedAudio(clock, () => conversation, ears);
  const conversation: Conversation = await Conversation.open({
    callId: 'call-1',
    clock,
    rules: { ...defaultRules, ...rules },
    engines: [new SharedEngine({ engine, clock })],
    voice: toneVoice,
    tools: { tools, run: async () => ({ ok: true, value: {} }) },
    audio,
    control: { transfer: () => Promise.resolve(false), end: (reason) => ends.push(reason) },
    language: 'en',
    persona: 'Kind.',
    greeting: [{ language: 'en', text: greeting }],
    phrases: defaultPhrases,
    style: {},
    ...(failover && { failover }),
    onRecord: (record) => records.push(record),
  });
  const { inputRateHz: rateHz } = engine.capabilities;
  const startMs = performance.now();
  let speakUntilMs = 0;
  let pushed = 0;
  // The line gives a packet every 20 ms, whatever the timers of the machine do.
  const line = setInterval(() => {
    while (performance.now() - startMs >= (pushed + 1) * 20) {
      const isSpeaking = performance.now() < speakUntilMs;
      const samples = isSpeaking ? tone(20, { rateHz }) : new Int16Array(rateHz / 50);
      conversation.callerAudio({ samples, rateHz });
      pushed += 1;
    }
  }, 10);
  audio.start();
  ears.start();
  return {
    conversation,
    audio,
    records,
    ends,
    /** Audio given to the conversation. */
    pushedMs: () => pushed * 20,
    /** The caller begins to speak. */
    speak(durationInMs: number): void {
      speakUntilMs = performance.now() + durationInMs;
      ears.speak(durationInMs);
    },
    said: () =>
      conversation.context.entries.flatMap((entry) =>
        entry.role === 'tool' || 'digits' in entry || entry.text === undefined
          ? []
          : [`${entry.role}: ${entry.text}${entry.role === 'bot' && entry.cut ? ' —' : ''}`],
      ),
    async close(): Promise<void> {
      clearInterval(line);
      audio.stop();
      ears.stop();
      await conversation.close();
    },
  };
}
