/** Child process: speech recognition with Vosk. It may crash without hurting a call; see message.ts. */
import type { RecogniserMessage, RecogniserRequest } from '../message.js';
import type { VoskPaths } from './start-vosk.js';
import { TurnDecoder } from './turn-decoder.js';
import { VoskLibrary } from './vosk-library.js';

const turns = new Map<number, TurnDecoder>();
let library: VoskLibrary | undefined;

// Ctrl-C reaches the whole process group; Undertone drains and then closes the pipe.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', (message) => receive(message as RecogniserRequest));

function receive(request: RecogniserRequest): void {
  switch (request.type) {
    case 'load':
      load(request.model as VoskPaths);
      return;
    case 'vocabulary': {
      const words = library?.unknownWords(request.phrases) ?? [];
      send({ type: 'unknown-words', requestId: request.requestId, words });
      return;
    }
    case 'start':
      start(request.turn, request.phrases);
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

function load({ libraryPath, modelDirectory }: VoskPaths): void {
  try {
    library = new VoskLibrary(libraryPath, modelDirectory);
    send({ type: 'ready' });
  } catch (thrown) {
    send({ type: 'missing', reason: (thrown as Error).message });
  }
}

function start(turn: number, grammar: readonly string[] | undefined): void {
  if (library === undefined) return;
  turns.set(turn, new TurnDecoder(library, grammar, (text) => send({ type: 'partial', turn, text })));
}

async function hear(turn: number, requestId: number): Promise<void> {
  try {
    const decoder = turns.get(turn);
    if (decoder === undefined) throw new Error('the recogniser was started again during the turn');
    send({ type: 'heard', requestId, heard: await decoder.hear() });
  } catch (thrown) {
    send({ type: 'failed', requestId, reason: (thrown as Error).message });
  }
}

function send(message: RecogniserMessage): void {
  process.send?.(message);
}
