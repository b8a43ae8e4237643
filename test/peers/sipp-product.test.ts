import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invitationOf, toldBy } from '../support/handover.js';
import { optional } from '../support/optional.js';
import { type Product, startProduct } from '../support/product.js';
import { runSipp, type SippOptions, sippVersion } from '../support/sipp.js';
import { until } from '../support/until.js';

const sipp = optional('sipp', sippVersion !== undefined);

describe.skipIf(sipp.missing)(`sipp and the whole product${sipp.note}`, () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  }, 60_000);
  afterAll(() => product.close(), 30_000);

  it.each<[string, string, 'udp' | 'tcp', Omit<SippOptions, 'rate'>]>([
    ['calls and hangs up', 'call', 'udp', { user: '1000', calls: 20 }],
    ['calls over TCP', 'call', 'tcp', { user: '1001', calls: 20 }],
    ['calls through while every tenth message is lost', 'call', 'udp', { user: '1000', calls: 20, lostPercent: 10 }],
    ['holds and resumes', 'hold', 'udp', { user: '1000', calls: 5 }],
    ['asks for OPTIONS', 'options', 'udp', { user: '1000', calls: 5 }],
    ['calls a number that is not there and gets 404', 'unknown-route', 'udp', { user: '9999', calls: 5 }],
    ['offers G.729 alone and gets 488', 'wrong-codec', 'udp', { user: '1000', calls: 5 }],
  ])('%s', async (_name, scenario, protocol, options) => {
    const { exitCode, errors } = await runSipp(scenario, product.sip(protocol), { ...options, rate: 20 });
    expect(exitCode, errors).toBe(0);
    // Where messages are lost, a 2xx that was sent again may come after the call that it began, which sipp notes.
    if (options.lostPercent === undefined) expect(errors).toBe('');
  });

  it('asks for a person, and reads in the REFER what mood the caller is in and what the call was about', async () => {
    const { exitCode, errors, logged } = await runSipp('referred', product.sip('udp'), {
      user: '1000',
      calls: 1,
      rate: 1,
    });
    expect(exitCode, errors).toBe(0);
    const { uri, headers } = invitationOf(logged);
    expect(uri).toBe('sip:nobody@127.0.0.1:9');
    expect(toldBy(headers['User-to-User'])).toEqual({ mood: 'calm', anger: 0, valence: 0, summary: '1 turn' });
  });

  it('leaves no call behind', async () => {
    // A call whose last messages were all lost ends by timer H, 32 s after its 200 (RFC 3261 17.2.1).
    await until(() => product.running.calls === 0, 40_000);
    const answered = product.events.filter(({ type }) => type === 'answered');
    const names = new Set(answered.map(({ callId }) => callId));
    const ended = product.events.filter((event) => event.type === 'ended' && names.has(event.callId));
    const hungUp = ended.filter((event) => event.type === 'ended' && event.reason === 'caller-hung-up');
    expect(answered).toHaveLength(66);
    expect(ended).toHaveLength(66);
    expect(hungUp.length).toBeGreaterThanOrEqual(64);
  }, 60_000);
});
