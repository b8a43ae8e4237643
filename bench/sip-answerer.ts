/** The end that the SIP bench measures, in a process of its own: the product's controller with a constant answer. */
import { pino } from 'pino';
import { systemClock } from '#src/core/clock.js';
import { startSipController } from '#src/sip/controller.js';
import type { SipAddress } from '#src/sip/sip.js';
import { constantSdp } from './sip-load.js';

const protocol = process.argv[2] === 'tcp' ? 'tcp' : 'udp';
const listeners: SipAddress[] = [{ protocol, address: '127.0.0.1', port: 0 }];
const controller = await startSipController({
  drachtio: 'embedded',
  listeners,
  clock: systemClock,
  log: pino({ level: 'warn' }, pino.destination(2)),
  onInvite: (call) => {
    call.ring();
    call.answer(constantSdp).catch(() => {});
  },
});
process.on('message', () => process.send?.({ cpuMs: cpuMs() }));
process.on('disconnect', () => process.exit(0));
process.send?.({ port: controller.listening[0]?.port });

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
