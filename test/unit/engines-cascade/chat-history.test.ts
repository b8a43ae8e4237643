import { expect, test } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import { ChatHistory } from '#src/engines/history/chat-history.js';
import { ChatTurn } from '#src/engines/history/chat-turn.js';
import { instructionsText } from '#src/engines/prompt/instructions.js';

const call = { toolCallId: '1-1', name: 'get_bill', arguments: '{}' };

function turnWith(...texts: readonly string[]): ChatTurn {
  const turn = new ChatTurn(1, 'My bill?');
  for (const [index, text] of texts.entries()) {
    turn.answering();
    turn.wrote(text);
    if (index === 0 && texts.length > 1) {
      turn.called([call]);
      turn.toolResult('1-1', { ok: true, value: { total: 5 } });
    }
  }
  return turn;
}

test('of a reply that was cut, the model is told what was heard', () => {
  const history = new ChatHistory(new ContextManager('en').snapshot());
  history.add(turnWith('It is five dollars. Anything else?'));
  history.truncate(1, 'It is five dollars.');
  expect(history.messages.at(-1)).toEqual({ role: 'assistant', text: 'It is five dollars.…', calls: [] });
});

test('a tool that ran has run, even where the words after it were not heard', () => {
  const turn = turnWith('Let me see. ', 'It is five dollars.');
  turn.cutTo('Let me');
  expect(turn.messages).toEqual([
    { role: 'user', text: 'My bill?' },
    { role: 'assistant', text: 'Let me…', calls: [call] },
    { role: 'tool', toolCallId: '1-1', name: 'get_bill', text: '{"total":5}' },
  ]);
});

test('a call that was never answered is not told', () => {
  const turn = new ChatTurn(1, 'My bill?');
  turn.answering();
  turn.called([call]);
  expect(turn.messages).toEqual([{ role: 'user', text: 'My bill?' }]);
});

test('what heard nothing says nothing, and neighbours of one role are one message', () => {
  const history = new ChatHistory(new ContextManager('en').snapshot());
  const turn = turnWith('It is five dollars.');
  history.add(turn);
  history.truncate(1, '');
  expect(history.messagesWith(new ChatTurn(2, 'Hello?'))).toEqual([{ role: 'user', text: 'My bill?\nHello?' }]);
});

test('the oldest is forgotten when there is too much', () => {
  const history = new ChatHistory(new ContextManager('en').snapshot());
  for (let id = 1; id <= 100; id += 1) history.add(new ChatTurn(id, 'x'.repeat(1000)));
  const chars = history.messages.reduce((sum, { text }) => sum + text.length, 0);
  expect(chars).toBeLessThanOrEqual(24_100);
});

test('a session that takes over knows what was said, and what tools gave as facts', () => {
  const context = new ContextManager('yue');
  context.add({ role: 'bot', text: '你好', cut: false, id: 0 });
  context.add({ role: 'caller', digits: '12*' } as never);
  context.toolCalled({ toolCallId: 'a', name: 'get_bill', arguments: { account: '1' } });
  context.add({ role: 'tool', id: 1, toolCallId: 'a', name: 'get_bill', result: { ok: true, value: { total: 5 } } });
  const snapshot = context.snapshot();
  expect(new ChatHistory(snapshot).messages).toEqual([
    { role: 'assistant', text: '你好', calls: [] },
    { role: 'user', text: '來電者喺電話鍵盤撳咗 1 2 米字。' },
  ]);
  const prompt = instructionsText({ persona: 'P.', language: 'yue', style: { pace: 'slow' }, context: snapshot });
  expect(prompt).toContain('get_bill({"account":"1"}) gave: {"total":5}');
  expect(prompt).toContain('Reply in Cantonese');
  expect(prompt).toContain('Speak slowly and clearly.');
});
