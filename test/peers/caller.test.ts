import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeCall } from '#src/caller/place-call.js';
import { systemClock as clock } from '#src/core/clock.js';
import type { MediaPlane } from '#src/media/media.js';
import { startMediaPlane } from '#src/media/plane.js';
import { startSipController } from '#src/sip/controller.js';
import type { SipController } from '#src/sip/sip.js';
import { optional } from '../support/optional.js';
import { quietLog as log } from '../support/quiet-log.js';
import { sippVersion } from '../support/sipp.js';
import { type SippEcho, startSippEcho } from '../support/sipp-echo.js';
import { concat, silence, tone } from '../support/tone.js';

const sipp = optional('sipp', sippVersion !== undefined);

describe.skipIf(sipp.missing)(`the demo caller and sipp${sipp.note}`, () => {
  let echo: SippEcho;
  let media: MediaPlane;
  let sip: SipController;

  beforeAll(async () => {
    echo = await startSippEcho();
    media = await startMediaPlane({ clock, log });
    const listeners = [{ protocol: 'udp' as const, address: '127.0.0.1', port: 0 }];
    sip = await startSipController({
      drachtio: 'embedded',
      listeners,
      clock,
      log,
      onInvite: (call) => call.reject(480),
    });
  });
  afterAll(async () => {
    await sip.close();
    await media.close();
    await echo.stop();
  });

  it('talk, and the caller measures what comes back when it comes back', async () => {
    const samples = concat(silence(200), tone(400), silence(100));
    const report = await placeCall({
      uri: echo.uri,
      script: [{ kind: 'audio', samples, rateHz: 8000 }, { kind: 'wait-reply' }],
      sip,
      media,
      clock,
      timeoutMs: 5000,
      replySilenceMs: 300,
    });
    expect(report).toMatchObject({ outcome: 'done', status: 200, endedBy: 'caller', greeting: null });
    const [{ fromMs, toMs, gapMs, reply }] = report.turns as [(typeof report.turns)[0]];
    expect(reply!.fromMs - fromMs).toBeLessThan(100);
    expect(reply!.toMs - toMs).toBeLessThan(100);
    expect(reply!.audibleMs).toBeCloseTo(400, -2);
    // An echo begins long before the caller has finished.
    expect(gapMs).toBeLessThan(0);
  });
});
