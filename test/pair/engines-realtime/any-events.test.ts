/** Events of the engine's in any order, at any time: the session goes on or is lost, and nothing else happens. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UndertoneError } from '#src/core/errors.js';
import { openRealtime } from '../../engines/realtime/realtime-subject.js';
import { doubaoDuplex, openai, qwen } from '../../engines/realtime/wires.js';
import { openCall } from './rig.js';

const ids = { response_id: fc.constantFrom('resp_1', 'resp_2', undefined), item_id: fc.constantFrom('a', 'b') };
const response = fc.record({
  id: fc.constantFrom('resp_1', 'resp_2'),
  status: fc.constantFrom('completed', 'cancelled', 'failed', 'incomplete', 'in_progress'),
});
const audio = fc.constantFrom('AAAA', 'AAAAAA==', '', '????');
const event = fc.oneof(
  fc.record({ type: fc.constantFrom('response.created', 'response.done'), response }),
  fc.record({ type: fc.constantFrom('response.output_audio.delta', 'response.audio.delta'), delta: audio, ...ids }),
  fc.record({
    type: fc.constantFrom('response.output_audio_transcript.delta', 'response.output_text.delta'),
    delta: fc.string(),
    ...ids,
  }),
  fc.record({
    type: fc.constant('response.function_call_arguments.done'),
    name: fc.constantFrom('get_bill', 'change_plan', undefined),
    call_id: fc.constantFrom('c1', 'c2', undefined),
    arguments: fc.constantFrom('{}', '[]', '{', undefined),
    ...ids,
  }),
  fc.record({ type: fc.constant('response.output_item.added'), item: fc.record({ id: fc.string() }), ...ids }),
  fc.record({
    type: fc.constantFrom(
      'input_audio_buffer.committed',
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'session.updated',
      'heartbeat',
    ),
    ...ids,
  }),
  fc.record({
    type: fc.constant('conversation.item.input_audio_transcription.completed'),
    transcript: fc.string(),
    ...ids,
  }),
  fc.record({
    type: fc.constant('error'),
    error: fc.record({ code: fc.constantFrom('x', 'response_cancel_not_active') }),
  }),
);

test.each([
  ['openai', openai],
  ['qwen', qwen],
  ['doubao-duplex', doubaoDuplex],
] as const)('%s: at most one end of a reply, and nothing after it', async (dialect, wire) => {
  const subject = await openRealtime(dialect, wire);
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
      const call = await openCall(subject);
      call.session.startTurn();
      call.say(300, 200);
      call.ask(1);
      for (const { type, ...fields } of events) subject.server.newest.say(type, fields);
      await new Promise((resolve) => setTimeout(resolve, 15));
      call.session.cancel(1);
      await call.session.close();
      const told = call.of(1).filter(({ type }) => type !== 'heard');
      const ends = told.filter(({ type }) => type === 'done' || type === 'failed');
      expect(ends.length).toBeLessThanOrEqual(1);
      if (ends.length === 1) expect(told.at(-1)).toBe(ends[0]);
      for (const each of call.events) if (each.type === 'lost') expect(each.error).toBeInstanceOf(UndertoneError);
    }),
    { numRuns: 40 },
  );
  // What the server itself finds odd in all this is no matter here.
  subject.server.complaints.length = 0;
  await subject.close();
});
