import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UndertoneError } from '#src/core/errors.js';
import { route, routingTable } from '#src/sip/route.js';
import type { IncomingCall } from '#src/sip/sip.js';
import { optional } from '../support/optional.js';
import { runSipp, type SippOptions, sippVersion } from '../support/sipp.js';
import { controllerUnderTest, sessionDescription, type TestController } from '../support/test-controller.js';

/** What the numbers of this test's dial plan do. */
const numbers: Record<string, (call: IncomingCall) => void> = {
  1001: (call) => answer(call, 'stay'),
  1002: (call) => answer(call, 'leave'),
  1003: (call) => call.ring(),
  1004: () => {},
};

const table = routingTable({
  allowPrivate: true,
  trunks: [],
  routes: Object.keys(numbers).map((called) => ({ name: called, bot: called, called })),
});

function onInvite(call: IncomingCall): void {
  const { calledUser, source } = call;
  const decision = route(table, { sourceAddress: source.address, calledUser, callerUser: call.caller.user, wallMs: 0 });
  if (decision.outcome === 'refused') throw new UndertoneError(decision.code, 'refused');
  numbers[decision.bot]?.(call);
}

function answer(call: IncomingCall, then: 'stay' | 'leave'): void {
  const sdp = answerTo(call.offerSdp ?? '');
  call.ring();
  call.answer(sdp).then(
    (dialog) => {
      dialog.onReoffer(answerTo);
      if (then === 'leave') void dialog.bye();
    },
    () => {},
  );
}

/** G.711 A-law and the mirrored direction (RFC 3264 6.1), which is all that these scenarios look at. */
function answerTo(offerSdp: string): string {
  if (!offerSdp.includes('PCMA/8000')) throw new UndertoneError('SDP_NOT_ACCEPTABLE', 'no codec in common');
  return sessionDescription('PCMA/8000', 8, 40_002, offerSdp.includes('a=sendonly') ? 'recvonly' : 'sendrecv');
}

const sipp = optional('sipp', sippVersion !== undefined);

describe.skipIf(sipp.missing)(`sipp${sipp.note}`, () => {
  let bot: TestController;
  beforeAll(async () => {
    bot = await controllerUnderTest({ onInvite });
  });
  afterAll(() => bot.controller.close());

  it.each<[string, string, 'udp' | 'tcp', Omit<SippOptions, 'rate'>]>([
    ['calls and hangs up', 'call', 'udp', { user: '1001', calls: 20 }],
    ['calls over TCP', 'call', 'tcp', { user: '1001', calls: 20 }],
    ['is hung up on', 'ended-by-callee', 'udp', { user: '1002', calls: 5 }],
    ['gives up before it rings', 'cancel-before-180', 'udp', { user: '1004', calls: 5 }],
    ['gives up while it rings', 'cancel-after-180', 'udp', { user: '1003', calls: 5 }],
    ['holds and resumes', 'hold', 'udp', { user: '1001', calls: 5 }],
    ['asks for OPTIONS', 'options', 'udp', { user: '1001', calls: 5 }],
    ['calls a number that is not there and gets 404', 'unknown-route', 'udp', { user: '9999', calls: 5 }],
    ['offers G.729 alone and gets 488', 'wrong-codec', 'udp', { user: '1001', calls: 5 }],
    ['calls through while every tenth message is lost', 'call', 'udp', { user: '1001', calls: 20, lostPercent: 10 }],
  ])('%s', async (_name, scenario, protocol, options) => {
    const { exitCode, errors } = await runSipp(scenario, bot[protocol], { ...options, rate: 20 });
    expect(exitCode, errors).toBe(0);
    // Where messages are lost, a 2xx that was sent again may come after the call that it began, which sipp notes.
    if (options.lostPercent === undefined) expect(errors).toBe('');
  });
});
