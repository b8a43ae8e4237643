/** A session of a realtime engine as the Controller has it, and the server's side of it. */
import { expect } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import type { EngineEvent, EngineSession, EngineSessionOptions, ReplyRequest } from '#src/agent/engine.js';
import type { RealtimeSubject } from '../../engines/realtime/realtime-subject.js';
import { carrierTools } from '../../support/carrier-dialogue.js';
import { tone } from '../../support/tone.js';

export interface Call {
  readonly session: EngineSession;
  readonly events: EngineEvent[];
  say(hz: number, durationInMs?: number): void;
  ask(replyId: number, changes?: Partial<ReplyRequest>): void;
  of(replyId: number): EngineEvent[];
  text(replyId: number): string;
  done(replyId: number): Promise<void>;
}

export async function openCall(
  { engine }: RealtimeSubject,
  changes: Partial<EngineSessionOptions> = {},
): Promise<Call> {
  const events: EngineEvent[] = [];
  const session = await engine.openSession({
    callId: 'call',
    language: 'en',
    persona: 'You are Mei of Harbour Mobile.',
    tools: carrierTools,
    context: new ContextManager('en').snapshot(),
    onEvent: (event) => events.push(event),
    ...changes,
  });
  const { inputRateHz: rateHz } = engine.capabilities;
  const of = (replyId: number) => events.filter((event) => 'replyId' in event && event.replyId === replyId);
  return {
    session,
    events,
    of,
    say(hz, durationInMs = 400) {
      const samples = tone(durationInMs, { hz, rateHz, ...(hz === 0 ? { levelDbfs: -200 } : {}) });
      const frame = rateHz / 50;
      for (let at = 0; at < samples.length; at += frame) session.pushAudio(samples.subarray(at, at + frame));
    },
    ask(replyId, request = {}) {
      const input = { kind: 'speech' } as const;
      session.reply({ replyId, input, speculative: false, style: {}, language: 'en', ...request });
    },
    text: (replyId) =>
      of(replyId)
        .map((event) => (event.type === 'text' ? event.text : ''))
        .join(''),
    done: (replyId) =>
      expect
        .poll(() => of(replyId).some(({ type }) => type === 'done' || type === 'failed'), {
          timeout: 5000,
          interval: 5,
        })
        .toBe(true),
  };
}
