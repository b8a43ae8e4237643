import { expect, test } from 'vitest';
import { conversationRig } from '../../support/conversation-rig.js';

test('how the caller sounds is the mood of the conversation from there on, and is told to whoever keeps records', async () => {
  const rig = await conversationRig({ script: (nth) => ({ heard: `question ${nth}`, text: 'Yes.', audioMs: 400 }) });
  await rig.greet();
  await rig.speak(1000);
  await rig.clock.run(2500);
  const before = rig.conversation.state;
  const reading = { emotion: { value: 'angry' as const, confidence: 0.8 }, gender: { value: 'female' as const } };
  rig.engine.sessions[0]!.emit({ type: 'paralinguistics', replyId: 1, reading });
  await rig.clock.run(100);
  expect(rig.conversation.context.snapshot().mood).toBe('angry');
  expect(rig.records.filter(({ type }) => type === 'paralinguistics')).toEqual([{ type: 'paralinguistics', reading }]);
  // An impression decides nothing.
  expect(rig.conversation.state).toEqual(before);
  await rig.speak(1000);
  await rig.clock.run(2500);
  expect(rig.conversation.context.entries.at(-2)).toMatchObject({ role: 'caller', mood: 'angry' });
});
