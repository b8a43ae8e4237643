import { describe, expect, it } from 'vitest';
import type { UndertoneError } from '#src/core/errors.js';
import { type RouteQuery, type RoutingOptions, route, routingTable } from '#src/sip/route.js';

const carrier = { name: 'carrier', sources: ['203.0.113.0/24', '2001:db8::/32'] };
const query: RouteQuery = {
  sourceAddress: '127.0.0.1',
  calledUser: '1001',
  callerUser: '+85212345678',
  wallMs: Date.UTC(2026, 0, 5, 4), // Monday 12:00 in Hong Kong
};

function decide(options: Partial<RoutingOptions>, facts: Partial<RouteQuery> = {}) {
  return route(routingTable({ allowPrivate: true, trunks: [], routes: [], ...options }), { ...query, ...facts });
}

describe('who may call', () => {
  const routes = [{ name: 'all', bot: 'demo' }];

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '::1',
    'fd00::1',
    'fe80::1%eth0',
    '::ffff:192.168.1.1',
  ])('a call from %s needs no trunk', (sourceAddress) => {
    expect(decide({ routes }, { sourceAddress })).toMatchObject({ outcome: 'bot', bot: 'demo', trunk: undefined });
  });

  it.each(['8.8.8.8', '172.32.0.1', '100.64.0.1', '2001:4860::1', '::ffff:8.8.8.8', 'not an address', ''])(
    'a call from %j without a trunk is forbidden',
    (sourceAddress) => {
      expect(decide({ routes }, { sourceAddress })).toMatchObject({ outcome: 'refused', code: 'SIP_FORBIDDEN' });
    },
  );

  it('a private source is forbidden when that is configured', () => {
    expect(decide({ routes, allowPrivate: false })).toMatchObject({ outcome: 'refused', code: 'SIP_FORBIDDEN' });
  });

  it.each(['203.0.113.9', '2001:db8:1::2', '::ffff:203.0.113.9'])('%s is recognised as its trunk', (sourceAddress) => {
    expect(decide({ routes, trunks: [carrier] }, { sourceAddress })).toMatchObject({
      outcome: 'bot',
      trunk: 'carrier',
    });
  });

  it('a private address that is a trunk of its own is that trunk', () => {
    const trunks = [{ name: 'pbx', sources: ['10.0.0.5'] }];
    expect(decide({ routes, trunks, allowPrivate: false }, { sourceAddress: '10.0.0.5' })).toMatchObject({
      trunk: 'pbx',
    });
  });
});

describe('which bot answers', () => {
  it('the first route that matches decides', () => {
    const routes = [
      { name: 'other', bot: 'a', called: '2002' },
      { name: 'mine', bot: 'b', called: '1001' },
      { name: 'rest', bot: 'c' },
    ];
    expect(decide({ routes })).toMatchObject({ route: 'mine', bot: 'b' });
    expect(decide({ routes }, { calledUser: '7' })).toMatchObject({ route: 'rest', bot: 'c' });
  });

  it('a number that no route takes is not found', () => {
    expect(decide({ routes: [{ name: 'mine', bot: 'b', called: '1001' }] }, { calledUser: '1' })).toMatchObject({
      outcome: 'refused',
      code: 'SIP_NO_ROUTE',
    });
  });

  it.each([
    ['+852*', '+85299', true],
    ['+852*', '+86', false],
    ['*', '', true],
    ['/^1[0-9]{3}$/', '1999', true],
    ['/^1[0-9]{3}$/', '19999', false],
    ['/.*/', '1'.repeat(129), false],
    ['1*1', '121', false],
  ])('pattern %s on called number %s: %s', (called, calledUser, matches) => {
    const decision = decide({ routes: [{ name: 'r', bot: 'b', called }] }, { calledUser });
    expect(decision.outcome).toBe(matches ? 'bot' : 'refused');
  });

  it('caller and trunk are conditions too', () => {
    const routes = [{ name: 'vip', bot: 'v', caller: '+852*', trunk: 'carrier' }];
    const trunks = [carrier];
    expect(decide({ routes, trunks }).outcome).toBe('refused');
    expect(decide({ routes, trunks }, { sourceAddress: '203.0.113.1' })).toMatchObject({ bot: 'v' });
    expect(decide({ routes, trunks }, { sourceAddress: '203.0.113.1', callerUser: '1' }).outcome).toBe('refused');
  });
});

describe('hours', () => {
  const office = {
    days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const,
    from: '09:00',
    to: '18:00',
    timezone: 'Asia/Hong_Kong',
  };
  const night = { days: ['fri'] as const, from: '22:00', to: '06:00', timezone: 'Asia/Hong_Kong' };
  const hongKong = (day: number, hour: number, minute = 0) => Date.UTC(2026, 0, day, hour - 8, minute); // 2026-01-05 is a Monday

  it.each([
    ['Monday 09:00', office, hongKong(5, 9), true],
    ['Monday 17:59', office, hongKong(5, 17, 59), true],
    ['Monday 18:00', office, hongKong(5, 18), false],
    ['Saturday noon', office, hongKong(10, 12), false],
    ['Friday 23:00', night, hongKong(9, 23), true],
    ['Saturday 05:59 after the Friday night', night, hongKong(10, 5, 59), true],
    ['Saturday 23:00', night, hongKong(10, 23), false],
    ['Friday 05:00, the night before', night, hongKong(9, 5), false],
  ])('%s', (_name, hours, wallMs, open) => {
    const decision = decide({ routes: [{ name: 'r', bot: 'b', hours: [hours] }] }, { wallMs });
    expect(decision.outcome).toBe(open ? 'bot' : 'refused');
  });

  it('daylight saving time is the place’s own', () => {
    const hours = [{ from: '09:00', to: '10:00', timezone: 'Europe/London' }];
    const routes = [{ name: 'r', bot: 'b', hours }];
    expect(decide({ routes }, { wallMs: Date.UTC(2026, 0, 5, 9, 30) }).outcome).toBe('bot');
    expect(decide({ routes }, { wallMs: Date.UTC(2026, 6, 6, 8, 30) }).outcome).toBe('bot');
    expect(decide({ routes }, { wallMs: Date.UTC(2026, 6, 6, 9, 30) }).outcome).toBe('refused');
  });
});

describe('the explanation', () => {
  it('names every rule that was tried and why it did or did not match', () => {
    const decision = decide(
      {
        trunks: [carrier],
        routes: [
          { name: 'carrier-only', bot: 'a', trunk: 'carrier' },
          { name: 'night', bot: 'a', hours: [{ from: '20:00', to: '21:00', timezone: 'Asia/Hong_Kong' }] },
          { name: 'sales', bot: 'a', called: '2002' },
          { name: 'rest', bot: 'b' },
        ],
      },
      {},
    );
    expect(decision.steps).toEqual([
      { subject: 'trunk carrier', matched: false, reason: '127.0.0.1 is not one of its sources' },
      { subject: 'private sources', matched: true, reason: '127.0.0.1 is loopback or private, which is allowed' },
      { subject: 'route carrier-only', matched: false, reason: 'it came through no trunk, not carrier' },
      { subject: 'route night', matched: false, reason: 'it is outside its hours (mon 12:00 Asia/Hong_Kong)' },
      { subject: 'route sales', matched: false, reason: "called '1001' does not match '2002'" },
      { subject: 'route rest', matched: true, reason: 'every condition holds: bot b answers' },
    ]);
  });
});

describe('a table that cannot work is refused, with the place of the bad value', () => {
  const timezone = 'UTC';
  it.each<[string, Partial<RoutingOptions>, string, unknown]>([
    ['a source', { trunks: [{ name: 't', sources: ['300.1.1.1'] }] }, 'CONFIG_BAD_VALUE', ['trunks', 0, 'sources']],
    ['a network', { trunks: [{ name: 't', sources: ['10.0.0.0/33'] }] }, 'CONFIG_BAD_VALUE', ['trunks', 0, 'sources']],
    [
      'a regular expression',
      { routes: [{ name: 'r', bot: 'b', called: '/[/' }] },
      'CONFIG_BAD_VALUE',
      ['routes', 0, 'called'],
    ],
    [
      'an empty pattern',
      { routes: [{ name: 'r', bot: 'b', caller: '' }] },
      'CONFIG_BAD_VALUE',
      ['routes', 0, 'caller'],
    ],
    ['a trunk', { routes: [{ name: 'r', bot: 'b', trunk: 'x' }] }, 'CONFIG_BAD_REFERENCE', ['routes', 0, 'trunk']],
    [
      'a timezone',
      { routes: [{ name: 'r', bot: 'b', hours: [{ timezone: 'Mars/Base' }] }] },
      'CONFIG_BAD_VALUE',
      ['routes', 0, 'hours', 0],
    ],
    ...['24:01', '9', '12:60', 'noon'].map((from): [string, Partial<RoutingOptions>, string, unknown] => [
      `time ${from}`,
      { routes: [{ name: 'r', bot: 'b', hours: [{ from, timezone }] }] },
      'CONFIG_BAD_VALUE',
      ['routes', 0, 'hours', 0],
    ]),
  ])('%s', (_name, options, code, path) => {
    let error: UndertoneError | undefined;
    try {
      decide(options);
    } catch (thrown) {
      error = thrown as UndertoneError;
    }
    expect(error).toMatchObject({ code, details: { path } });
  });
});
