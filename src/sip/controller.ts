import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../core/clock.js';
import { UndertoneError } from '../core/errors.js';
import { CallRegistry } from './call-registry.js';
import { startEmbeddedEndpoint } from './embedded/endpoint.js';
import { connectEndpoint, type DrachtioServer, type EndpointConnection } from './endpoint-connection.js';
import { routeRequests } from './request-router.js';
import type { IncomingCall, OutgoingInvite, SipAddress, SipController, SipDialog } from './sip.js';
import { type Headers, newSrf } from './srf.js';

export interface SipControllerOptions {
  /** `embedded` starts an endpoint in this process; otherwise a drachtio-server, whose own configuration says where it listens. */
  readonly drachtio: 'embedded' | DrachtioServer;
  /** For the embedded endpoint. */
  readonly listeners: readonly SipAddress[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Server and User-Agent header (RFC 3261 20.35, 20.41). */
  readonly userAgent?: string;
  /** Calls at a time in both directions, unanswered ones included; more are refused with 503. No limit when absent. */
  readonly maxCalls?: number;
  /** Has to lead to answer() or reject(); what it throws rejects the call. */
  readonly onInvite: (call: IncomingCall) => void;
}

/**
 * Opens the listeners and takes calls.
 * @throws UndertoneError SIP_LISTEN, SIP_CONTROLLER
 */
export async function startSipController(options: SipControllerOptions): Promise<SipController> {
  const { clock, log } = options;
  const { server, listening, stop } = await endpointOf(options);
  const srf = newSrf();
  const headers = identity(options.userAgent);
  const calls = new CallRegistry({ srf, clock, log, ...headers, maxCalls: options.maxCalls ?? Infinity });
  routeRequests(srf, calls, { log, responseHeaders: headers.responseHeaders, onInvite: options.onInvite });
  try {
    const connection = await connectEndpoint({
      srf,
      server,
      clock,
      log,
      onLost: () => calls.lost(),
      onRestored: () => calls.abandonLost(),
    });
    return new DrachtioController(calls, connection, listening, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Endpoint {
  readonly server: DrachtioServer;
  /** Undefined for a drachtio-server, which tells it when it is connected. */
  readonly listening: readonly SipAddress[] | undefined;
  readonly stop: () => Promise<void>;
}

async function endpointOf(options: SipControllerOptions): Promise<Endpoint> {
  const { drachtio, listeners, clock, log } = options;
  if (drachtio !== 'embedded') return { server: drachtio, listening: undefined, stop: async () => {} };
  const secret = randomBytes(16).toString('hex');
  const endpoint = await startEmbeddedEndpoint({ listeners, secret, clock, log });
  return {
    server: { host: '127.0.0.1', port: endpoint.controlPort, secret },
    listening: endpoint.listening,
    stop: () => endpoint.close(),
  };
}

class DrachtioController implements SipController {
  constructor(
    private readonly calls: CallRegistry,
    private readonly connection: EndpointConnection,
    private readonly endpointListening: readonly SipAddress[] | undefined,
    private readonly stopEndpoint: () => Promise<void>,
  ) {}

  get listening(): readonly SipAddress[] {
    return this.endpointListening ?? this.connection.listening;
  }

  invite(request: OutgoingInvite): Promise<SipDialog> {
    if (!this.connection.isUp) {
      return Promise.reject(new UndertoneError('SIP_CONTROLLER', 'the drachtio endpoint is not connected'));
    }
    return this.calls.invite(request);
  }

  async close(): Promise<void> {
    this.connection.close();
    await this.stopEndpoint();
  }
}

function identity(userAgent: string | undefined): { requestHeaders: Headers; responseHeaders: Headers } {
  if (userAgent === undefined) return { requestHeaders: {}, responseHeaders: {} };
  return { requestHeaders: { 'User-Agent': userAgent }, responseHeaders: { Server: userAgent } };
}
