/** Where the requests of a dialog go. */
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { silentLog } from '#src/core/log.js';
import { Application } from '#src/sip/embedded/control/application.js';
import { Dialog, routing } from '#src/sip/embedded/core/dialog.js';
import { dialogTarget } from '#src/sip/embedded/core/dialog-hop.js';
import { isPrivateAddress } from '#src/sip/embedded/core/private-address.js';
import { defaultLimits } from '#src/sip/embedded/limits.js';
import { Transports } from '#src/sip/embedded/transport/transports.js';
import { ManualClock } from '../../support/manual-clock.js';

const local = { protocol: 'udp', address: '198.51.100.1', port: 5070 } as const;
const setup = { receive() {}, broken() {}, log: silentLog, clock: new ManualClock(), limits: defaultLimits };
const transports = new Transports(setup);

function dialogWith(remoteTarget: string, routeSet: string[] = []): Dialog {
  return new Dialog({
    role: 'uac',
    method: 'INVITE',
    callId: 'call',
    localTag: 'ours',
    local: '<sip:a@b>;tag=ours',
    remote: '<sip:c@d>;tag=theirs',
    remoteTag: 'theirs',
    localCseq: 1,
    remoteCseq: undefined,
    remoteTarget,
    routeSet,
    address: local,
    contact: '<sip:198.51.100.1:5070>',
    owner: new Application(new Socket(), { command() {}, closed() {} }),
  });
}

describe('a request in a dialog (RFC 3261 section 12.2.1.1)', () => {
  it('without routes goes to the remote target', () => {
    const uri = 'sip:peer@192.0.2.7:5080';
    expect(routing(dialogWith(uri))).toEqual({ uri, routes: [], hop: uri });
  });

  it('goes through loose routers with the target as its Request-URI', () => {
    const routes = ['<sip:p1.example.com;lr>', '<sip:p2.example.com;lr>'];
    expect(routing(dialogWith('sip:peer@192.0.2.7', routes))).toEqual({
      uri: 'sip:peer@192.0.2.7',
      routes,
      hop: 'sip:p1.example.com;lr',
    });
  });

  it('gives a strict router its own address as the Request-URI, and the target as the last route', () => {
    expect(routing(dialogWith('sip:peer@192.0.2.7', ['<sip:old.example.com>', '<sip:p2.example.com;lr>']))).toEqual({
      uri: 'sip:old.example.com',
      routes: ['<sip:p2.example.com;lr>', '<sip:peer@192.0.2.7>'],
      hop: 'sip:old.example.com',
    });
  });

  it('goes where the peer spoke from when its Contact is of a private network and it is not', async () => {
    const dialog = dialogWith('sip:peer@192.168.1.20:5060');
    const hop = async () => {
      const { address, port } = await dialogTarget(transports, dialog, routing(dialog).hop);
      return `${address}:${port}`;
    };
    expect(await hop()).toBe('192.168.1.20:5060');
    dialog.flow = { protocol: 'udp', address: '203.0.113.4', port: 61_000, local, connection: undefined };
    expect(await hop()).toBe('203.0.113.4:61000');
    dialog.flow = { ...dialog.flow, address: '10.0.0.9' };
    expect(await hop()).toBe('192.168.1.20:5060');
  });
});

it('private addresses are those that mean nothing elsewhere', () => {
  for (const address of [
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '100.64.0.1',
    '127.0.0.1',
    'fd00::1',
    'fe80::1',
    '::1',
  ])
    expect(isPrivateAddress(address), address).toBe(true);
  for (const address of ['172.32.0.1', '8.8.8.8', '100.128.0.1', '2001:db8::1', 'example.com'])
    expect(isPrivateAddress(address), address).toBe(false);
});
