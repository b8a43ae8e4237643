/** Child process: speech recognition by a CTC model for all calls. It may crash without hurting a call; see message.ts. */
import { setPriority } from 'node:os';
import { systemClock as clock } from '../../../../core/clock.js';
import type { Language } from '../../../../core/language.js';
import type { RecogniserMessage, RecogniserRequest } from '../message.js';
import { type CtcModel, type CtcModelFiles, openCtcModel } from './ctc-model.js';
import { DecodeQueue } from './decode-queue.js';
import { LoadReport } from './load-report.js';
import { RunningCost } from './running-cost.js';
import { TurnDecoder } from './turn-decoder.js';
import { wordingOf } from './wording.js';

/** What the child loads. */
export interface CtcLoad extends CtcModelFiles {
  readonly languages: readonly Language[];
}

/** Below the media workers, which have to keep their pace: what is heard may come a little later, what is said may not. */
const niceness = 5;
const mostWaiting = 32;
const reportMs = 30_000;
/** Turns at a time; the main process ends them. */
const mostTurns = 2_000;

const queue = new DecodeQueue({ clock, mostWaiting });
const cost = new RunningCost();
const report = new LoadReport(queue);
const turns = new Map<number, TurnDecoder>();
let loaded: { readonly model: CtcModel; readonly languages: readonly Language[] } | undefined;

// Ctrl-C reaches the whole process group; Undertone drains and then closes the pipe.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', (message) => receive(message as RecogniserRequest));

try {
  setPriority(niceness);
} catch {
  // It is allowed nearly everywhere, and where it is not the work goes on at the usual priority.
}

function receive(request: RecogniserRequest): void {
  switch (request.type) {
    case 'load':
      void load(request.model as CtcLoad);
      return;
    case 'vocabulary': {
      const { requestId, phrases } = request;
      send({ type: 'unknown-words', requestId, words: unknownIn(phrases) });
      return;
    }
    case 'start':
      start(request);
      return;
    case 'audio':
      turns.get(request.turn)?.push(request.samples);
      return;
    case 'hear':
      void hear(request.turn, request.requestId);
      return;
    case 'end':
      turns.get(request.turn)?.end();
      turns.delete(request.turn);
      return;
  }
}

async function load(files: CtcLoad): Promise<void> {
  try {
    loaded = { model: await openCtcModel(files), languages: files.languages };
    // A copy of the model's file is no longer needed, and Node would not hurry.
    globalThis.gc?.();
    send({ type: 'ready' });
    repeat();
  } catch (thrown) {
    send({ type: 'missing', reason: (thrown as Error).message });
  }
}

function unknownIn(phrases: readonly string[]): readonly string[] {
  if (loaded === undefined) return [];
  const { model, languages } = loaded;
  const { spelled } = wordingOf(languages[0]!, languages);
  return [...new Set(phrases.flatMap((phrase) => model.tokens.unknownIn(spelled(phrase))))];
}

function start({ turn, language, phrases = [] }: Extract<RecogniserRequest, { type: 'start' }>): void {
  if (loaded === undefined || turns.size >= mostTurns) return;
  const onPartial = (text: string): void => send({ type: 'partial', turn, text });
  turns.set(turn, new TurnDecoder({ ...loaded, queue, cost, clock, language, phrases, onPartial }));
}

async function hear(turn: number, requestId: number): Promise<void> {
  const askedMs = clock.nowMs();
  try {
    const decoder = turns.get(turn);
    if (decoder === undefined) throw new Error('the recogniser was started again during the turn');
    send({ type: 'heard', requestId, heard: await decoder.hear() });
    report.answered(clock.nowMs() - askedMs);
  } catch (thrown) {
    send({ type: 'failed', requestId, reason: (thrown as Error).message });
  }
}

function repeat(): void {
  clock.setTimer(
    reportMs,
    () => {
      tell();
      repeat();
    },
    { background: true },
  );
}

function tell(): void {
  const load = report.take();
  if (load.answers > 0 || load.refused > 0) send({ type: 'load-report', ...load });
}

function send(message: RecogniserMessage): void {
  process.send?.(message);
}
