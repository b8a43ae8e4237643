/** A media worker's thread: loads the ears, then serves streams until the main thread ends it. */
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';
import { Ears } from '../ears/ears.js';
import { VoiceModel } from '../ears/voice-model.js';
import { Host } from './host.js';
import type { FromWorker, ToWorker, WorkerSettings } from './protocol.js';

if (!parentPort) throw new UndertoneError('BUG', 'the media worker is not a program of its own');
const port = parentPort;
const post = (message: FromWorker) => port.postMessage(message);
const ears = new Ears(await VoiceModel.load());
const host = new Host(systemClock, workerData as WorkerSettings, ears, post);
port.on('message', (message: ToWorker) => host.handle(message));
post({ type: 'ready' });
