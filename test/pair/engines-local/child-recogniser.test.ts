/** The main process's end of a recogniser's process, whose other end is played here. */
import { expect, test } from 'vitest';
import type { Log } from '#src/core/log.js';
import { silentLog } from '#src/core/log.js';
import type { ChannelHandlers, OpenChannel } from '#src/engines/local/child/channel.js';
import { startChildRecogniser } from '#src/engines/local/recogniser/child-recogniser.js';
import type { RecogniserMessage, RecogniserRequest } from '#src/engines/local/recogniser/message.js';
import { ManualClock } from '../../support/manual-clock.js';

class PlayedProcess {
  readonly requests: RecogniserRequest[] = [];
  starts = 0;
  handlers: ChannelHandlers<RecogniserMessage> | undefined;

  readonly open: OpenChannel<RecogniserRequest, RecogniserMessage> = (handlers) => {
    this.handlers = handlers;
    this.starts += 1;
    return { send: (request) => this.requests.push(request), kill: () => handlers.exit('killed') };
  };

  tell(message: RecogniserMessage): void {
    this.handlers?.message(message);
  }
}

async function started(log: Log = silentLog) {
  const played = new PlayedProcess();
  const clock = new ManualClock();
  const options = { open: played.open, model: { any: 'thing' }, languages: ['yue', 'cmn'], freeWords: true } as const;
  const starting = startChildRecogniser({ ...options, hasTags: true, clock, log });
  await Promise.resolve();
  played.tell({ type: 'ready' });
  const { recogniser, close } = await starting;
  return { played, clock, recogniser: recogniser!, close };
}

test('how the process does is logged: its memory, how fast it answers, who had to wait', async () => {
  const lines: unknown[] = [];
  const { played } = await started({
    ...silentLog,
    info: (facts: object, message: string) => lines.push({ message, ...facts }),
  } as Log);
  const load = { answers: 12, answerMsP50: 80, answerMsP95: 140, busy: 0.3, mostWaiting: 2, refused: 1 };
  played.tell({ type: 'load-report', memoryBytes: 462_000_000, ...load });
  expect(lines).toEqual([
    { message: 'recogniser load', part: 'recogniser', languages: ['yue', 'cmn'], memoryMb: 462, ...load },
  ]);
});

test('an answer that does not come is given up after 3 s, and no other turn is', async () => {
  const { played, clock, recogniser } = await started();
  const [slow, quick] = [recogniser, recogniser].map((each) => each.startTurn({ language: 'yue' }));
  const [never, soon] = [slow!.hear(), quick!.hear()];
  const [, asked] = played.requests.filter((request) => request.type === 'hear');
  const heard = { text: '查單', confidence: 1, unknownWords: 0 };
  played.tell({ type: 'heard', requestId: asked!.requestId, heard });
  expect(await soon).toEqual(heard);
  clock.advance(3000);
  await expect(never).rejects.toMatchObject({ code: 'ENGINE_TIMEOUT' });
});

test('a process that ends is started again, told its model again, and its turns fail at once', async () => {
  const { played, clock, recogniser } = await started();
  const lost = recogniser.startTurn({ language: 'yue' }).hear();
  played.handlers?.exit('crashed');
  await expect(lost).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
  clock.advance(100);
  expect(played.starts).toBe(2);
  expect(played.requests.filter(({ type }) => type === 'load')).toHaveLength(2);
});
