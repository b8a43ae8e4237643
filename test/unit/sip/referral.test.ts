import { describe, expect, it } from 'vitest';
import { advance, type ReferralEvent, type ReferralState, sipfragStatus } from '#src/sip/referral.js';

const response = (status: number, subscription = true): ReferralEvent => ({ type: 'response', status, subscription });
const notify = (status: number | undefined, terminated = false): ReferralEvent => ({
  type: 'notify',
  status,
  terminated,
});
const ended: ReferralEvent = { type: 'dialog-ended' };
const timeout: ReferralEvent = { type: 'timeout' };

describe('a transfer', () => {
  it.each<[string, ReferralEvent[], ReferralState]>([
    ['waits for the response', [], 'sent'],
    ['waits for the final NOTIFY', [response(202), notify(100), notify(180)], 'accepted'],
    ['succeeds with a 200 sipfrag', [response(202), notify(100), notify(200, true)], { accepted: true }],
    ['succeeds when the NOTIFY overtakes the 202', [notify(200, true), response(202)], { accepted: true }],
    ['goes on after an early provisional NOTIFY', [notify(100), response(202)], 'accepted'],
    ['fails with the sipfrag’s status', [response(202), notify(486, true)], { accepted: false, status: 486 }],
    ['fails when the REFER is refused', [response(603)], { accepted: false, status: 603 }],
    [
      'fails when the subscription ends without a result',
      [response(202), notify(100, true)],
      { accepted: false, status: undefined },
    ],
    [
      'fails on an unreadable last NOTIFY',
      [response(202), notify(undefined, true)],
      { accepted: false, status: undefined },
    ],
    ['fails on time-out', [response(202), notify(100), timeout], { accepted: false, status: undefined }],
    ['succeeds when the peer makes no subscription (RFC 4488)', [response(200, false)], { accepted: true }],
    ['succeeds when the peer took it and hung up', [response(202), ended], { accepted: true }],
    ['fails when the peer hung up before it took it', [ended], { accepted: false, status: undefined }],
    ['keeps its first outcome', [response(202), notify(486), notify(200), timeout], { accepted: false, status: 486 }],
  ])('%s', (_name, events, expected) => {
    expect(events.reduce(advance, 'sent' as ReferralState)).toEqual(expected);
  });
});

describe('sipfragStatus', () => {
  it.each([
    ['SIP/2.0 200 OK', 200],
    ['SIP/2.0 100 Trying\r\nVia: x\r\n', 100],
    ['\r\nSIP/2.0 486', 486],
    ['SIP/2.0 2000 OK', undefined],
    ['HTTP/1.1 200 OK', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j', (body, status) => {
    expect(sipfragStatus(body)).toBe(status);
  });
});
