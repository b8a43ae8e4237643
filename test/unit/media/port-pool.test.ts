import { describe, expect, it } from 'vitest';
import { PortPool } from '#src/media/port-pool.js';

describe('RTP ports', () => {
  it('are even, handed out in turn, and come round when given back', () => {
    const pool = new PortPool([10_001, 10_006]);
    expect([pool.take(), pool.take(), pool.take(), pool.take()]).toEqual([10_002, 10_004, 10_006, undefined]);
    pool.give(10_004);
    expect(pool.take()).toBe(10_004);
    pool.give(10_006);
    pool.give(10_002);
    expect(pool.take()).toBe(10_006);
  });

  it('begin anywhere in the range, so that programs that share it do not meet at its first port', () => {
    const pool = new PortPool([10_000, 10_007], 0.5);
    expect([pool.take(), pool.take(), pool.take()]).toEqual([10_004, 10_006, 10_000]);
    expect(new PortPool([10_000, 10_007], 0.9999).take()).toBe(10_006);
  });

  it('are left to the system without a range', () => {
    const pool = new PortPool(undefined);
    expect([pool.take(), pool.take()]).toEqual([0, 0]);
  });
});
