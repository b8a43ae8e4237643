import { describe, expect, test } from 'vitest';
import { AnswerBook, type AnswerOutput } from '#src/engines/doubao/answer-book.js';
import { connectionTable } from '#src/engines/doubao/connection-table.js';

const audio = Uint8Array.of(1, 2);
const told = (outputs: readonly AnswerOutput[]): string[] =>
  outputs.map((output) => `${output.replyId} ${output.type}${output.type === 'text' ? ` ${output.text}` : ''}`);

describe('an answer', () => {
  test('that begins before it is asked for is kept until then', () => {
    const book = new AnswerBook();
    expect([...book.sentence('r1', 'Hello.'), ...book.audio(audio)]).toEqual([]);
    expect(told(book.ask(7))).toEqual(['7 text Hello.', '7 audio']);
    expect(told([...book.audio(audio), ...book.answered('r1')])).toEqual(['7 audio', '7 done']);
    expect(book.idOf(7)).toBe('r1');
  });

  test('that was complete before it is asked for is told whole', () => {
    const book = new AnswerBook();
    book.audio(audio);
    book.answered('r1');
    expect(told(book.ask(7))).toEqual(['7 audio', '7 done']);
  });

  test('has its words from its sentences, or from its text where there are none', () => {
    const book = new AnswerBook();
    book.ask(1);
    expect(told([...book.text('r1', 'It is'), ...book.text('r1', ' fifty.')])).toEqual([]);
    expect(told([...book.audio(audio), ...book.text('r1', ' More.')])).toEqual([
      '1 text It is fifty.',
      '1 audio',
      '1 text  More.',
    ]);
    book.answered('r1');
    book.ask(2);
    expect(told([...book.text('r2', 'Yes.'), ...book.sentence('r2', 'Yes!'), ...book.audio(audio)])).toEqual([
      '2 text Yes!',
      '2 audio',
    ]);
  });

  test('that nobody asked for is dropped when the caller speaks', () => {
    const book = new AnswerBook();
    book.audio(audio);
    book.callerSpeaks();
    expect(book.ask(3)).toEqual([]);
    expect(book.waiting).toBe(3);
  });

  test('that the caller talked over, and the bot went on with, is done when the caller is', () => {
    const book = new AnswerBook();
    book.ask(1);
    book.audio(audio);
    book.callerSpeaks();
    expect(told(book.callerDone())).toEqual(['1 done']);
    expect(book.callerDone()).toEqual([]);
  });

  test('that was cancelled is told to the engine, and nothing more of it is heard', () => {
    const book = new AnswerBook();
    book.ask(1);
    book.sentence('r1', 'One.');
    expect(book.cancel(1)).toBe(true);
    expect(book.audio(audio)).toEqual([]);
    expect(book.ask(2)).toEqual([]);
    expect(told([...book.sentence('r2', 'Next.'), ...book.audio(audio)])).toEqual(['2 text Next.', '2 audio']);
  });

  test('that the caller interrupted need not be told to the engine', () => {
    const book = new AnswerBook();
    book.ask(1);
    book.audio(audio);
    book.callerSpeaks();
    expect(book.cancel(1)).toBe(false);
  });

  test('to keys is not what the engine was saying before', () => {
    const book = new AnswerBook();
    book.sentence('r1', 'Pardon?');
    book.askAnew(5);
    expect(told(book.sentence('r2', 'You keyed one.'))).toEqual(['5 text You keyed one.']);
  });

  test('whose successor begins is done', () => {
    const book = new AnswerBook();
    book.ask(1);
    book.sentence('r1', 'One.');
    expect(told(book.sentence('r2', 'Two.'))).toEqual(['1 done']);
    expect(book.answered('r1')).toEqual([]);
  });
});

describe('the connection', () => {
  test('asks for a connection, then for a session, and says both goodbyes', () => {
    expect(connectionTable.connecting['socket-open']?.sends).toEqual(['startConnection']);
    expect(connectionTable.connecting['connection-started']).toEqual({ to: 'starting', sends: ['startSession'] });
    expect(connectionTable.starting['session-started']?.to).toBe('ready');
    expect(connectionTable.ready.close?.sends).toEqual(['finishSession', 'finishConnection']);
    expect(connectionTable.connecting.close?.sends).toEqual(['finishConnection']);
  });

  test('is over from wherever it fails', () => {
    for (const state of ['connecting', 'starting', 'ready'] as const) {
      expect(connectionTable[state]['socket-closed']?.to).toBe('over');
      expect(connectionTable[state].failed?.to).toBe('over');
    }
    expect(connectionTable.over).toEqual({});
  });
});
