import { describe, expect, it } from 'vitest';
import { SourceLock } from '#src/media/rtp/source-lock.js';

const announced = { address: '192.0.2.1', port: 4000 };

describe('whose packets are heard', () => {
  it('sends to the SDP address until something came, then to where it came from', () => {
    const lock = new SourceLock();
    lock.announce(announced);
    expect(lock.destination).toEqual(announced);
    expect(lock.judge('203.0.113.9', 777, 1, 0)).toBe('new');
    expect(lock.destination).toEqual({ address: '203.0.113.9', port: 777 });
    expect(lock.judge('203.0.113.9', 777, 1, 20)).toBe('known');
  });

  it('refuses a stranger, whatever SSRC it says', () => {
    const lock = new SourceLock();
    lock.announce(announced);
    lock.judge(announced.address, announced.port, 1, 0);
    expect(lock.judge('198.51.100.1', 4000, 1, 20)).toBe('refused');
    expect(lock.judge('198.51.100.1', 4000, 2, 5000)).toBe('refused');
    expect(lock.judge(announced.address, 4001, 2, 5000)).toBe('refused');
    expect(lock.destination).toEqual(announced);
  });

  it('lets the address of the SDP push out a stranger that came first', () => {
    const lock = new SourceLock();
    lock.announce(announced);
    lock.judge('198.51.100.1', 9, 66, 0);
    expect(lock.judge(announced.address, announced.port, 1, 20)).toBe('new');
    expect(lock.judge('198.51.100.1', 9, 66, 40)).toBe('refused');
  });

  it('refuses a second SSRC from the same address while the first is there, and takes it when the first fell silent', () => {
    const lock = new SourceLock();
    lock.announce(announced);
    lock.judge(announced.address, announced.port, 1, 0);
    expect(lock.judge(announced.address, announced.port, 2, 299)).toBe('refused');
    expect(lock.judge(announced.address, announced.port, 2, 300)).toBe('new');
    expect(lock.judge(announced.address, announced.port, 1, 320)).toBe('refused');
  });

  it('takes a new SSRC at once after a re-INVITE', () => {
    const lock = new SourceLock();
    lock.announce(announced);
    lock.judge(announced.address, announced.port, 1, 0);
    lock.announce(announced);
    expect(lock.judge(announced.address, announced.port, 2, 20)).toBe('new');
  });

  it('follows the same SSRC to another port when the old one fell silent (a NAT that rebound)', () => {
    const lock = new SourceLock();
    lock.announce(announced);
    lock.judge('203.0.113.9', 777, 1, 0);
    expect(lock.judge('203.0.113.9', 778, 1, 999)).toBe('refused');
    expect(lock.judge('203.0.113.9', 778, 1, 1000)).toBe('new');
    expect(lock.destination?.port).toBe(778);
  });

  it('begins anew when a re-INVITE moves the remote end, and not for a hold without an address', () => {
    const lock = new SourceLock();
    lock.announce(announced);
    lock.judge('203.0.113.9', 777, 1, 0);
    lock.announce(undefined);
    expect(lock.destination?.port).toBe(777);
    lock.announce({ address: '192.0.2.2', port: 5000 });
    expect(lock.destination).toEqual({ address: '192.0.2.2', port: 5000 });
    expect(lock.judge('192.0.2.7', 6000, 9, 20)).toBe('new');
  });
});
