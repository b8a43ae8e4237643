/** Arithmetic on counters that wrap: RTP sequence numbers (16 bits) and timestamps (32 bits), as in RFC 1982. */

export const addSequence = (sequence: number, delta: number): number => (sequence + delta) & 0xffff;

/** Signed distance from `from` to `to`, -32768 to 32767: positive when `to` is newer. */
export const sequenceDistance = (from: number, to: number): number => ((to - from) << 16) >> 16;

export const addTimestamp = (timestamp: number, delta: number): number => (timestamp + delta) >>> 0;

/** Signed distance from `from` to `to` in timestamp units, -2^31 to 2^31 - 1: positive when `to` is newer. */
export const timestampDistance = (from: number, to: number): number => (to - from) | 0;
