/**
 * `npm run bench -- media`: concurrent calls through one media plane in a process of its own, measured from outside
 * it. What the machine does besides counts against the result, and so does the scheduling of the measuring process.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { sleep, systemClock } from '#src/core/clock.js';
import type { BotOrder, BotReport } from './media-bot.js';
import { Callers } from './media-callers.js';
import { type Bench, percentile, type Row } from './row.js';

const calls = 100;
const warmUpMs = 3000;
const measuredMs = 12_000;

export const bench: Bench = async (emit) => {
  for (const vad of [true, false]) await measure(vad, emit);
};

/** Lateness of this process would count as the bot's: it goes first where that is allowed. The bot must not inherit that. */
function prioritise(priority: number): void {
  try {
    setPriority(priority);
  } catch {
    // The figures then hold what else the machine was doing.
  }
}

async function measure(vad: boolean, emit: (row: Row) => void): Promise<void> {
  prioritise(constants.priority.PRIORITY_NORMAL);
  const bot = fork(fileURLToPath(new URL('./media-bot.js', import.meta.url)), { serialization: 'advanced' });
  prioritise(constants.priority.PRIORITY_HIGH);
  const callers = await Callers.open(calls);
  const order: BotOrder = { offers: callers.offers, ears: vad };
  const { answers } = await ask(bot, order, 'answers');
  callers.start(answers);
  await sleep(systemClock, warmUpMs);
  const before = await ask(bot, 'cpu', 'cpu');
  const startMs = systemClock.nowMs();
  callers.restart();
  await sleep(systemClock, measuredMs);
  const errors = callers.spacingErrorsMs();
  const after = await ask(bot, 'cpu', 'cpu');
  const elapsedMs = systemClock.nowMs() - startMs;
  callers.close();
  bot.disconnect();

  const where = { calls, vad, codec: 'PCMA', seconds: measuredMs / 1000 };
  for (const [name, share] of [
    ['p50', 0.5],
    ['p99', 0.99],
    ['max', 1],
  ] as const) {
    emit({ name: `media.spacing_error_ms.${name}`, value: percentile(errors, share), unit: 'ms', ...where });
  }
  const expected = (calls * measuredMs) / 20;
  emit({ name: 'media.packets_received_share', value: errors.length / expected, unit: 'share', ...where });
  const cpuPct = (100 * (after.cpuMs - before.cpuMs)) / elapsedMs / calls;
  emit({ name: `media.cpu_pct_per_call.${vad ? 'vad_on' : 'vad_off'}`, value: cpuPct, unit: '% of a core', ...where });
}

async function ask<Type extends BotReport['type']>(
  bot: ChildProcess,
  message: BotOrder | 'cpu',
  type: Type,
): Promise<Extract<BotReport, { type: Type }>> {
  bot.send(message);
  for (;;) {
    const [report] = (await once(bot, 'message')) as [BotReport];
    if (report.type === type) return report as Extract<BotReport, { type: Type }>;
  }
}
