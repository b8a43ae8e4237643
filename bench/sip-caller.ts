/** Load from our own controller, for machines without sipp: heavier than sipp, so the figure is a lower bound. */
import { pino } from 'pino';
import { sleep, systemClock } from '#src/core/clock.js';
import { startSipController } from '#src/sip/controller.js';
import { constantSdp, type Load, type LoadResult } from './sip-load.js';

const load = JSON.parse(process.argv[2] ?? '{}') as Load;
const suffix = load.transport === 'tcp' ? ';transport=tcp' : '';
const caller = await startSipController({
  drachtio: 'embedded',
  listeners: [{ protocol: load.transport, address: '127.0.0.1', port: 0 }],
  clock: systemClock,
  log: pino({ level: 'silent' }),
  onInvite: (call) => call.reject(486),
});

let failed = 0;
const setupMs: number[] = [];
const startedMs = systemClock.nowMs();
const calls: Promise<void>[] = [];
while (calls.length < load.calls) {
  const due = Math.floor(((systemClock.nowMs() - startedMs) / 1000) * load.rate) + 1;
  while (calls.length < Math.min(due, load.calls)) calls.push(oneCall());
  await sleep(systemClock, 2);
}
await Promise.all(calls);
const result: LoadResult = {
  succeeded: setupMs.length,
  failed,
  retransmissions: 0,
  seconds: (systemClock.nowMs() - startedMs) / 1000,
  setupMs,
};
process.send?.(result);

async function oneCall(): Promise<void> {
  const sentMs = systemClock.nowMs();
  try {
    const uri = `sip:1001@127.0.0.1:${load.port}${suffix}`;
    const dialog = await caller.invite({ uri, from: 'sip:bench@127.0.0.1', sdp: constantSdp });
    setupMs.push(systemClock.nowMs() - sentMs);
    await dialog.bye();
  } catch {
    failed += 1;
  }
}
