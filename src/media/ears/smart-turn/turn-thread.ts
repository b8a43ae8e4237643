/** The turn model's thread: loads it, then judges one turn after the other until the main thread ends it. */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { asUndertoneError, UndertoneError } from '../../../core/errors.js';
import { BatchGate } from '../../worker/batch-gate.js';
import { SmartTurn } from './smart-turn.js';
import type { FromTurnThread, ToTurnThread, TurnThreadBirth } from './turn-message.js';

lowerThreadPriority();
if (!parentPort) throw new UndertoneError('BUG', 'the turn model is not a program of its own');
const port = parentPort;
const post = (message: FromTurnThread) => port.postMessage(message);
const { file, gate: sharedGate } = workerData as TurnThreadBirth;
const gate = new BatchGate(sharedGate);
const model = await load();
if (model !== undefined) {
  port.on('message', (message: ToTurnThread) => void (message.type === 'stop' ? stop(model) : judge(model, message)));
  post({ type: 'ready' });
}

async function load(): Promise<SmartTurn | undefined> {
  try {
    return await SmartTurn.load(file);
  } catch (thrown) {
    const { code, message } = asUndertoneError(thrown);
    post({ type: 'unusable', code: code === 'MODEL_MISSING' ? code : 'MODEL_MISMATCH', message });
    return undefined;
  }
}

async function judge(model: SmartTurn, { turn, rateHz }: Extract<ToTurnThread, { type: 'judge' }>): Promise<void> {
  if (!gate.enter()) return;
  let finished: number | undefined;
  try {
    finished = await model.judge(turn, rateHz);
  } catch {
    // No answer is one: the pause is judged by what else is known.
  } finally {
    gate.leave();
  }
  post({ type: 'judged', finished });
}

/** The thread ends by itself: one terminated in the middle of a run takes the whole process with it. */
async function stop(model: SmartTurn): Promise<void> {
  await model.close();
  port.close();
}

/** Linux applies this to the calling thread only: an answer that comes late is no loss, a packet is. */
function lowerThreadPriority(): void {
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}
