import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SippEcho {
  readonly uri: string;
  stop(): Promise<void>;
}

/** sipp's own scenario of a called party, which sends back whatever RTP it gets. */
export async function startSippEcho(): Promise<SippEcho> {
  const folder = await mkdtemp(join(tmpdir(), 'undertone-sipp-echo-'));
  const [port, mediaPort] = [await freeUdpPort(), await freeUdpPort()];
  const address = '127.0.0.1';
  const args = ['-sn', 'uas', '-rtp_echo', '-i', address, '-p', `${port}`, '-mi', address, '-mp', `${mediaPort}`];
  const sipp = spawn('sipp', [...args, '-nostdin', '-timeout', '60s'], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, TERM: 'dumb' },
  });
  const closed = once(sipp, 'close');
  return {
    uri: `sip:echo@${address}:${port}`,
    stop: async () => {
      sipp.kill('SIGKILL');
      await closed;
      await rm(folder, { recursive: true });
    },
  };
}

/** An even port, as sipp wants for RTP. */
async function freeUdpPort(): Promise<number> {
  for (;;) {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    socket.close();
    if (port % 2 === 0) return port;
  }
}
