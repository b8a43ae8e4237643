/**
 * A SIP endpoint inside this process that speaks the drachtio application protocol on a loopback port, so that
 * drachtio-srf runs against it as it runs against a drachtio-server (docs/adr/0010-embedded-drachtio-endpoint.md).
 */
import type { Clock } from '../../core/clock.js';
import { silentLog } from '../../core/log.js';
import type { SipAddress } from '../sip.js';
import type { Application } from './control/application.js';
import { ControlServer } from './control/control-server.js';
import { applicationLeft } from './core/answer.js';
import { obey } from './core/application-request.js';
import type { Core } from './core/core.js';
import { DialogTable } from './core/dialog-table.js';
import { receive } from './core/ingress.js';
import { streamBroken } from './core/stream-broken.js';
import { defaultLimits, type EmbeddedLimits } from './limits.js';
import { defaultTimers, type SipTimers } from './transaction/timers.js';
import { TransactionLayer } from './transaction/transaction-layer.js';
import type { EndpointLog } from './transport/transport.js';
import { Transports } from './transport/transports.js';

export type { EmbeddedLimits } from './limits.js';
export type { SipTimers } from './transaction/timers.js';

export interface EmbeddedEndpointOptions {
  /** Port 0 takes a free one; `listening` tells which. */
  readonly listeners: readonly SipAddress[];
  /** What an application has to present on the control port. */
  readonly secret: string;
  readonly clock: Clock;
  readonly log?: EndpointLog;
  readonly timers?: Partial<SipTimers>;
  readonly limits?: Partial<EmbeddedLimits>;
}

export interface EmbeddedEndpoint {
  /** TCP port on 127.0.0.1 for drachtio-srf. */
  readonly controlPort: number;
  readonly listening: readonly SipAddress[];
  /** Closes everything at once; calls in progress are not ended towards their peers. */
  close(): Promise<void>;
}

/** @throws UndertoneError SIP_LISTEN */
export async function startEmbeddedEndpoint(options: EmbeddedEndpointOptions): Promise<EmbeddedEndpoint> {
  const core = coreOf(options);
  const { transports, transactions, control, log } = core;
  const close = async () => {
    transactions.close();
    await Promise.all([transports.close(), control.close()]);
  };
  try {
    for (const listener of options.listeners) await transports.open(listener);
    const controlPort = await control.open();
    const { listening } = transports;
    log.info({ listening, controlPort }, 'SIP endpoint listening');
    return { controlPort, listening, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function coreOf(options: EmbeddedEndpointOptions): Core {
  const { clock, log = silentLog } = options;
  const timers = { ...defaultTimers, ...options.timers };
  const limits = { ...defaultLimits, ...options.limits };
  const transports = new Transports({
    receive: (text, flow) => receive(core, text, flow),
    broken: (head, reason, flow) => streamBroken(core, head, reason, flow),
    log,
    clock,
    limits,
  });
  const transactions = new TransactionLayer({
    clock,
    timers,
    limits,
    send: (text, target, failed) => transports.send(text, target, failed),
  });
  const control = new ControlServer({
    secret: options.secret,
    maxApplications: limits.maxApplications,
    listening: () => transports.listening,
    sip: (application, command) => obey(core, application, command),
    left: (application: Application) => applicationLeft(core, application),
  });
  const core: Core = {
    clock,
    timers,
    limits,
    log,
    transports,
    transactions,
    control,
    dialogs: new DialogTable(),
    pending: new Map(),
    sent: new Map(),
  };
  return core;
}
