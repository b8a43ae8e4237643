/** A media worker's thread: loads the ears, then serves streams until the main thread ends it. */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../core/clock.js';
import { asUndertoneError, UndertoneError } from '../../core/errors.js';
import { AngerModel } from '../ears/anger/anger-model.js';
import { Ears } from '../ears/ears.js';
import { VoiceModel } from '../ears/voice-model.js';
import { BatchGate } from './batch-gate.js';
import { Host } from './host.js';
import type { FromWorker, ToWorker, WorkerBirth } from './protocol.js';

raiseThreadPriority();
if (!parentPort) throw new UndertoneError('BUG', 'the media worker is not a program of its own');
const port = parentPort;
const post = (message: FromWorker) => port.postMessage(message);
const model = await VoiceModel.load();
const { anger, missing } = await loadAnger();
const { settings, gate } = workerData as WorkerBirth;
const ears = new Ears(model, new BatchGate(gate));
const host = new Host(systemClock, settings, { ears, anger }, post);
port.on('message', (message: ToWorker) => {
  if (message.type === 'stop') void stop();
  else host.handle(message);
});
post({ type: 'ready', missing });

/** The thread ends by itself: one terminated in the middle of a batch takes the whole process with it. */
async function stop(): Promise<void> {
  host.stop();
  await ears.stop();
  await model.close();
  await anger?.close();
  port.close();
}

/** Calls go on without it: their moods are known by their words only. */
async function loadAnger(): Promise<{ anger: AngerModel | undefined; missing: string | undefined }> {
  try {
    return { anger: await AngerModel.load(), missing: undefined };
  } catch (thrown) {
    return { anger: undefined, missing: asUndertoneError(thrown).message };
  }
}

/**
 * Linux applies this to the calling thread only. Pacing then goes before whatever else the machine does; where it is
 * not allowed (no CAP_SYS_NICE) everything works the same on an idle machine.
 */
function raiseThreadPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // Not ours to take.
  }
}
