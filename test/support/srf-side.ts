/** One end of a call: an embedded endpoint and a real, unmodified drachtio-srf connected to it. */
import { once } from 'node:events';
import Srf from 'drachtio-srf';
import { systemClock } from '#src/core/clock.js';
import {
  type EmbeddedEndpoint,
  type EmbeddedEndpointOptions,
  startEmbeddedEndpoint,
} from '#src/sip/embedded/endpoint.js';

// biome-ignore lint/suspicious/noExplicitAny: drachtio-srf's own types leave out much of what is tested here.
type AnySrf = any;

export interface SrfSide {
  readonly endpoint: EmbeddedEndpoint;
  readonly srf: AnySrf;
  readonly port: number;
  /** Where this side is called. */
  readonly uri: string;
  close(): Promise<void>;
}

export async function openSide(
  protocol: 'udp' | 'tcp',
  options: Partial<EmbeddedEndpointOptions> = {},
): Promise<SrfSide> {
  const endpoint = await startEmbeddedEndpoint({
    listeners: [{ protocol, address: '127.0.0.1', port: 0 }],
    secret: 'pair test',
    clock: systemClock,
    ...options,
  });
  const srf: AnySrf = new Srf();
  srf.connect({ host: '127.0.0.1', port: endpoint.controlPort, secret: 'pair test' });
  srf.on('error', () => {});
  const [error] = await once(srf, 'connect');
  if (error) throw error;
  const { port } = endpoint.listening[0]!;
  return {
    endpoint,
    srf,
    port,
    uri: `sip:bot@127.0.0.1:${port}${protocol === 'tcp' ? ';transport=tcp' : ''}`,
    async close() {
      srf.disconnect();
      await endpoint.close();
    },
  };
}

/** Resolves with the arguments of the next event. */
export async function event(emitter: AnySrf, name: string): Promise<AnySrf[]> {
  return once(emitter, name);
}

export const sdpA = session(40_000);
export const sdpB = session(50_000);

export function session(port: number, direction = 'sendrecv'): string {
  return `v=0\r\no=- 7 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0 8\r\na=${direction}\r\n`;
}
