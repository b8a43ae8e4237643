/** A UDP path between two ends that loses datagrams, the same ones in every run. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface LossyRelay {
  /** Where the first end sends to reach the second, and the other way round. */
  readonly towardsSecond: number;
  readonly towardsFirst: number;
  readonly lost: number;
  close(): void;
}

export async function openLossyRelay(
  ends: { readonly first: number; readonly second: number },
  lossPerCent: number,
  seed = 1,
): Promise<LossyRelay> {
  const facingFirst = await open();
  const facingSecond = await open();
  let lost = 0;
  const random = generator(seed);
  const relay = (from: Socket, by: Socket, port: number) =>
    from.on('message', (datagram) => {
      if (random() * 100 < lossPerCent) lost += 1;
      else by.send(datagram, port, '127.0.0.1');
    });
  relay(facingFirst, facingSecond, ends.second);
  relay(facingSecond, facingFirst, ends.first);
  return {
    towardsSecond: facingFirst.address().port,
    towardsFirst: facingSecond.address().port,
    get lost() {
      return lost;
    },
    close() {
      facingFirst.close();
      facingSecond.close();
    },
  };
}

async function open(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

/** mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
