import { expect, it } from 'vitest';
import { localAddressForUri } from '#src/caller/local-address.js';

it('a bot on this machine is called from the loopback address', async () => {
  expect(await localAddressForUri('sip:100@127.0.0.1:5070;transport=tcp')).toBe('127.0.0.1');
  expect(await localAddressForUri('sip:localhost')).toBe('127.0.0.1');
});

it('a host that cannot be reached is named', async () => {
  await expect(localAddressForUri('sip:100@no-such-host.invalid')).rejects.toMatchObject({
    code: 'SIP_UNREACHABLE',
    message: expect.stringContaining('no-such-host.invalid'),
  });
});
