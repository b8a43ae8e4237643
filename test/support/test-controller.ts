/**
 * A SIP controller for tests. By default on the embedded endpoint; with DRACHTIO_HOST, DRACHTIO_PORT and
 * DRACHTIO_SECRET set on a drachtio-server, which has to listen on loopback, so that the same tests hold for both.
 */
import { systemClock } from '#src/core/clock.js';
import { type SipControllerOptions, startSipController } from '#src/sip/controller.js';
import type { IncomingCall, SipAddress, SipController } from '#src/sip/sip.js';
import { quietLog } from './quiet-log.js';

/** A G.711 offer and an answer to it; the port is nobody's. */
export const offerSdp = sessionDescription('PCMU/8000', 0, 40_000);
export const answerSdp = sessionDescription('PCMU/8000', 0, 40_002);

export function sessionDescription(codec: string, payloadType: number, port: number, direction = 'sendrecv'): string {
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP ${payloadType}`,
    `a=rtpmap:${payloadType} ${codec}`,
    `a=${direction}`,
    '',
  ].join('\r\n');
}

export interface TestController {
  readonly controller: SipController;
  readonly udp: SipAddress;
  readonly tcp: SipAddress;
  /** The next INVITE that was not handed out yet. */
  nextCall(): Promise<IncomingCall>;
}

type Options = Partial<Omit<SipControllerOptions, 'onInvite'>> & { onInvite?: (call: IncomingCall) => void };

const { DRACHTIO_HOST, DRACHTIO_PORT, DRACHTIO_SECRET } = process.env;

export const isRealDrachtio = DRACHTIO_HOST !== undefined;

/** The end under test. */
export function controllerUnderTest(options: Options = {}): Promise<TestController> {
  if (DRACHTIO_HOST === undefined) return embeddedController(options);
  const server = { host: DRACHTIO_HOST, port: Number(DRACHTIO_PORT ?? 9022), secret: DRACHTIO_SECRET ?? 'cymru' };
  return testController({ ...options, drachtio: server });
}

/** The other end. */
export function embeddedController(options: Options = {}): Promise<TestController> {
  return testController({ ...options, drachtio: 'embedded' });
}

async function testController(options: Options & Pick<SipControllerOptions, 'drachtio'>): Promise<TestController> {
  const calls: IncomingCall[] = [];
  let waiting: ((call: IncomingCall) => void)[] = [];
  const controller = await startSipController({
    listeners: [
      { protocol: 'udp', address: '127.0.0.1', port: 0 },
      { protocol: 'tcp', address: '127.0.0.1', port: 0 },
    ],
    clock: systemClock,
    log: quietLog,
    userAgent: 'undertone-test',
    onInvite: (call) => {
      const take = waiting.shift();
      if (take) take(call);
      else calls.push(call);
    },
    ...options,
  });
  const listening = (protocol: 'udp' | 'tcp') => {
    const address = controller.listening.find((candidate) => candidate.protocol === protocol);
    if (address === undefined) throw new Error(`no ${protocol} listener`);
    return address;
  };
  return {
    controller,
    get udp() {
      return listening('udp');
    },
    get tcp() {
      return listening('tcp');
    },
    nextCall: () => {
      const call = calls.shift();
      if (call) return Promise.resolve(call);
      return new Promise((resolve, reject) => {
        const take = (next: IncomingCall) => {
          clearTimeout(timer);
          resolve(next);
        };
        const timer = setTimeout(() => {
          waiting = waiting.filter((other) => other !== take);
          reject(new Error('no call came within 4 s'));
        }, 4000);
        waiting.push(take);
      });
    },
  };
}

export function uriOf(address: SipAddress, user: string): string {
  return `sip:${user}@${address.address}:${address.port}${address.protocol === 'tcp' ? ';transport=tcp' : ''}`;
}
