/**
 * What is asked of an engine takes up to 20 ms to reach it, each time another time: else its answers would always come at the
 * same place between two ticks of the media, since what they answer left at one. What it answers is not held up.
 */
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { systemClock as clock } from '#src/core/clock.js';

const longestMs = 20;

/** @returns `url` with the port of a relay to it */
export async function behindUnevenNetwork(url: string): Promise<string> {
  const target = new URL(url);
  const server = createServer({ noDelay: true }, (near) => {
    const far = createConnection({ host: target.hostname, port: Number(target.port), noDelay: true });
    let lastMs = 0;
    near.on('data', (bytes) => {
      // One after the other, as on a network.
      lastMs = Math.max(lastMs, clock.nowMs() + Math.random() * longestMs);
      clock.setTimer(lastMs - clock.nowMs(), () => far.write(bytes));
    });
    far.on('data', (bytes) => near.write(bytes));
    near.on('close', () => far.destroy()).on('error', () => far.destroy());
    far.on('close', () => near.destroy()).on('error', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return url.replace(`:${target.port}`, `:${(server.address() as AddressInfo).port}`);
}
