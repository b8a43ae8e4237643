import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import wavefile from 'wavefile';
import type { IncomingCall, SipDialog } from '#src/sip/sip.js';
import { Baresip, baresipVersion } from '../support/baresip.js';
import { optional } from '../support/optional.js';
import { RtpTone, toneShare } from '../support/rtp-tone.js';
import { controllerUnderTest, sessionDescription, type TestController, uriOf } from '../support/test-controller.js';

const baresip = optional('baresip', baresipVersion !== undefined);

describe.skipIf(baresip.missing)(`baresip${baresip.note}`, () => {
  let bot: TestController;
  let phone: Baresip;
  let rtp: RtpTone;

  beforeAll(async () => {
    bot = await controllerUnderTest();
    phone = await Baresip.start();
  });
  afterAll(async () => {
    await phone.stop();
    await bot.controller.close();
  });
  beforeEach(async () => {
    rtp = await RtpTone.open();
  });
  afterEach(() => rtp.close());

  async function dial(protocol: 'udp' | 'tcp' = 'udp'): Promise<{ call: IncomingCall; dialog: SipDialog }> {
    phone.dial(uriOf(bot[protocol], '1001'));
    const call = await bot.nextCall();
    call.ring();
    const dialog = await call.answer(sessionDescription('PCMA/8000', 8, rtp.port));
    await phone.next('CALL_ESTABLISHED');
    return { call, dialog };
  }

  it('hears our tone and is heard with its own', async () => {
    const { call, dialog } = await dial();
    const ended = new Promise<string>((resolve) => dialog.onEnded(resolve));
    rtp.play(1000, Number(/m=audio (\d+)/.exec(call.offerSdp ?? '')?.[1]));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    phone.hangUp();
    expect(await ended).toBe('normal release');
    await phone.next('CALL_CLOSED');
    expect(toneShare(middle(rtp.heard()), 440)).toBeGreaterThan(0.9);
    expect(toneShare(middle(samplesOf(await phone.heard())), 1000)).toBeGreaterThan(0.9);
  });

  it('calls over TCP and is hung up on', async () => {
    const { call, dialog } = await dial('tcp');
    expect(call.source.protocol).toBe('tcp');
    await dialog.bye();
    await phone.next('CALL_CLOSED');
  });

  it('is told why a call is refused', async () => {
    phone.dial(uriOf(bot.udp, '9999'));
    (await bot.nextCall()).reject(404);
    expect((await phone.next('CALL_CLOSED')).param).toContain('404');
  });

  it('gives up while it rings', async () => {
    phone.dial(uriOf(bot.udp, '1001'));
    const call = await bot.nextCall();
    call.ring();
    await phone.next('CALL_RINGING');
    const cancelled = new Promise<void>((resolve) => call.onCancel(resolve));
    phone.hangUp();
    await cancelled;
    await phone.next('CALL_CLOSED');
  });
});

/** Without the first and last 300 ms, where the streams start and stop. */
function middle(samples: Int16Array): Int16Array {
  return samples.subarray(2400, -2400);
}

function samplesOf(wav: Buffer): Int16Array {
  return new wavefile.WaveFile(wav).getSamples(false, Int16Array) as unknown as Int16Array;
}
