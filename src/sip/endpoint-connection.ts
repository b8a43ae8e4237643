import type { Logger } from 'pino';
import type { Clock } from '../core/clock.js';
import { UndertoneError } from '../core/errors.js';
import type { SipAddress } from './sip.js';
import type { Srf } from './srf.js';

export interface DrachtioServer {
  readonly host: string;
  /** Port for applications, 9022 by default in drachtio-server. */
  readonly port: number;
  readonly secret: string;
}

export interface ConnectionOptions {
  readonly srf: Srf;
  readonly server: DrachtioServer;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onLost: () => void;
  /** Connected again after onLost. */
  readonly onRestored: () => void;
}

export interface EndpointConnection {
  /** What the endpoint listens on, as it says itself. */
  readonly listening: readonly SipAddress[];
  readonly isUp: boolean;
  close(): void;
}

/** How long the first connection may take; a drachtio-server that starts beside us is waited for. */
const connectTimeoutMs = 15_000;
const retryMaxDelayMs = 5_000;

/**
 * Connects drachtio-srf and keeps it connected: it retries by itself, this says what that means for the calls.
 * @throws UndertoneError SIP_CONTROLLER
 */
export function connectEndpoint(options: ConnectionOptions): Promise<EndpointConnection> {
  const { srf, server, clock, log } = options;
  const reconnect: { retryMaxDelay: number; maxAttempts?: number } = { retryMaxDelay: retryMaxDelayMs };
  const where = { host: server.host, port: server.port };
  let phase: 'connecting' | 'up' | 'down' | 'closed' = 'connecting';
  let listening: readonly SipAddress[] = [];
  let lastFailure = 'no answer';

  const close = () => {
    phase = 'closed';
    reconnect.maxAttempts = 1;
    try {
      srf.disconnect();
    } catch {
      // There is no connection; a retry that is already armed ends in 'connect' below.
    }
  };

  return new Promise((resolve, reject) => {
    const connection: EndpointConnection = {
      get listening() {
        return listening;
      },
      get isUp() {
        return phase === 'up';
      },
      close,
    };
    const refuse = (message: string) => {
      cancelTimer();
      close();
      reject(new UndertoneError('SIP_CONTROLLER', `${server.host}:${server.port}: ${message}`, where));
    };
    const cancelTimer = clock.setTimer(connectTimeoutMs, () => refuse(lastFailure));

    srf.on('connect', (error: Error | null, hostPorts: string | undefined) => {
      if (phase === 'closed') return close();
      if (error) {
        lastFailure = 'the secret was refused';
        if (phase === 'connecting') return refuse(lastFailure);
        log.error({ code: 'SIP_CONTROLLER', ...where }, 'the drachtio endpoint refused the secret');
        return;
      }
      afterRoutes(srf, () => {
        if (phase === 'closed') return;
        const wasDown = phase === 'down';
        phase = 'up';
        listening = sipAddresses(hostPorts ?? '');
        cancelTimer();
        resolve(connection);
        if (!wasDown) return;
        log.info(where, 'connected to the drachtio endpoint again');
        options.onRestored();
      });
    });
    srf.on('close', () => {
      if (phase !== 'up') return;
      phase = 'down';
      log.error({ code: 'SIP_CONTROLLER', ...where }, 'the connection to the drachtio endpoint was lost');
      options.onLost();
    });
    srf.on('error', (error: Error) => {
      lastFailure = error.message;
      log.warn({ code: 'SIP_CONTROLLER', ...where, reason: error.message }, 'the drachtio endpoint cannot be reached');
    });
    srf.connect({ ...server, reconnect });
  });
}

/**
 * Until the endpoint has obeyed drachtio-srf's `route` commands it refuses calls, and drachtio-srf does not look at
 * their responses. Commands are obeyed in order, so any response to a later one will do: this one can do nothing else.
 */
function afterRoutes(srf: Srf, ready: () => void): void {
  srf.request('sip:placeholder', { method: 'INFO', stackDialogId: 'none', headers: {} }, ready);
}

/** `udp/127.0.0.1:5060,tcp/127.0.0.1:5060`; transports that are not in SipAddress are left out. */
export function sipAddresses(hostPorts: string): SipAddress[] {
  return hostPorts.split(',').flatMap((hostPort) => {
    const [, protocol, address, port] = /^\s*(udp|tcp)\/(.+):(\d+)\s*$/.exec(hostPort) ?? [];
    if (protocol !== 'udp' && protocol !== 'tcp') return [];
    return [{ protocol, address: address ?? '', port: Number(port) }];
  });
}
