import { expect, test } from 'vitest';
import { conversationRig } from '../../support/conversation-rig.js';

test('how the caller sounds is the mood of the conversation from there on, and is told to whoever keeps records', async () => {
  const rig = await conversationRig({ script: (nth) => ({ heard: `question ${nth}`, text: 'Yes.', audioMs: 400 }) });
  await rig.greet();
  await rig.speak(1000);
  await rig.clock.run(2500);
  const reading = { emotion: { value: 'angry' as const, confidence: 0.8 }, gender: { value: 'female' as const } };
  rig.engine.sessions[0]!.emit({ type: 'paralinguistics', replyId: 1, reading });
  await rig.clock.run(100);
  expect(rig.conversation.context.snapshot().mood).toBe('angry');
  expect(rig.records.filter(({ type }) => type === 'paralinguistics')).toEqual([{ type: 'paralinguistics', reading }]);
  await rig.speak(1000);
  await rig.clock.run(2500);
  expect(rig.conversation.context.entries.at(-2)).toMatchObject({ role: 'caller', mood: 'angry' });
});

const impressions = {
  ageGroup: { value: 'child' as const },
  gender: { value: 'male' as const },
  noise: { value: 'loud' as const },
  pace: { value: 'fast' as const },
  events: [{ value: 'laughter' as const }, { value: 'crying' as const, confidence: 0.9 }],
  speakerChange: { value: true },
  tags: ['whatever the engine calls it'],
};

test('laughter, crying, noise, another speaker, and guesses at age and sex are tags of the context and of the records', async () => {
  const rig = await conversationRig();
  await rig.greet();
  rig.engine.sessions[0]!.emit({ type: 'paralinguistics', replyId: 1, reading: impressions });
  await rig.clock.run(100);
  expect(rig.conversation.context.snapshot().impressions).toEqual([
    ...['laughter', 'crying', 'noise: loud', 'another speaker', 'age: child', 'voice: male', 'pace: fast'],
  ]);
  expect(rig.records).toContainEqual({ type: 'paralinguistics', reading: impressions });
});

test('no rule reads them: with them and without them everything happens the same, and the event log has none', async () => {
  const conversation = async (reading: typeof impressions | undefined) => {
    const rig = await conversationRig({
      rules: { canTransfer: true },
      script: (nth) => ({ heard: `question ${nth}`, text: 'Yes.', audioMs: 400, tool: { name: 'get_bill' } }),
      tools: [{ name: 'get_bill', description: '', parameters: {}, effect: 'read' }],
    });
    await rig.greet();
    for (let turn = 0; turn < 3; turn += 1) {
      await rig.speak(1000);
      await rig.clock.run(2500);
      const replyId = rig.conversation.state.nextId - 1;
      if (reading !== undefined) rig.engine.sessions[0]!.emit({ type: 'paralinguistics', replyId, reading });
      await rig.clock.run(100);
    }
    return {
      state: rig.conversation.state,
      asked: rig.engine.asked,
      log: rig.logLines.slice(1),
      heard: rig.audio.timeline,
    };
  };
  expect(await conversation(impressions)).toEqual(await conversation(undefined));
});
