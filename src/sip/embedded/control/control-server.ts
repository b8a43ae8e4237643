import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { UndertoneError } from '../../../core/errors.js';
import type { SipAddress } from '../../sip.js';
import { Application } from './application.js';
import type { Command } from './command.js';
import { answered, refused } from './report.js';

/** What drachtio-srf is told; from 0.8.2 on it may ping. */
const protocolVersion = 'v0.9.0';

export interface ControlSetup {
  readonly secret: string;
  readonly maxApplications: number;
  readonly listening: () => readonly SipAddress[];
  readonly sip: (application: Application, command: Extract<Command, { kind: 'sip' }>) => void;
  readonly left: (application: Application) => void;
}

/** The loopback port of the drachtio application protocol: who is connected and what each wants to receive. */
export class ControlServer {
  readonly #applications = new Set<Application>();
  /** Round robin a method. */
  readonly #turns = new Map<string, number>();
  readonly #server: Server;

  constructor(private readonly setup: ControlSetup) {
    this.#server = createServer((socket) => {
      if (this.#applications.size >= setup.maxApplications) return void socket.destroy();
      this.#applications.add(
        new Application(socket, {
          command: (application, command) => this.#obey(application, command),
          closed: (application) => {
            this.#applications.delete(application);
            setup.left(application);
          },
        }),
      );
    });
  }

  /** @throws UndertoneError SIP_LISTEN */
  async open(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) =>
        reject(new UndertoneError('SIP_LISTEN', cause.message, { protocol: 'tcp', address: '127.0.0.1' }, { cause })),
      );
      this.#server.listen({ host: '127.0.0.1', port: 0 }, resolve);
    });
    return (this.#server.address() as { port: number }).port;
  }

  /** The next application that wants requests of this method ('cdr:start' and the like too). */
  select(verb: string): Application | undefined {
    const able = [...this.#applications].filter(({ routes }) => routes.has(verb));
    if (able.length <= 1) return able[0];
    const turn = this.#turns.get(verb) ?? 0;
    this.#turns.set(verb, turn + 1);
    return able[turn % able.length];
  }

  async close(): Promise<void> {
    for (const application of this.#applications) application.close();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #obey(application: Application, command: Command): void {
    if (command.kind === 'authenticate') {
      this.#authenticate(application, command);
      return;
    }
    if (!application.authenticated) {
      application.dismiss(answered(command.id, 'NO', 'not authenticated'));
      return;
    }
    switch (command.kind) {
      case 'route':
        application.routes.add(command.verb);
        {
          application.send(answered(command.id, 'OK'));
          return;
        }
      case 'remove_route':
        application.routes.delete(command.verb);
        {
          application.send(answered(command.id, 'OK'));
          return;
        }
      case 'ping': {
        application.send(answered(command.id, 'OK', 'pong'));
        return;
      }
      case 'proxy': {
        application.send(refused(command.id, 'proxying is not supported by the embedded endpoint'));
        return;
      }
      case 'sip': {
        this.setup.sip(application, command);
        return;
      }
      case 'unknown': {
        application.dismiss(answered(command.id, 'NO', 'Unknown message type'));
        return;
      }
    }
  }

  #authenticate(application: Application, { id, secret }: Extract<Command, { kind: 'authenticate' }>): void {
    if (!sameSecret(secret, this.setup.secret)) {
      application.dismiss(answered(id, 'NO', 'incorrect secret'));
      return;
    }
    application.authenticated = true;
    const hostports = this.setup
      .listening()
      .map(({ protocol, address, port }) => `${protocol}/${address}:${port}`)
      .join(',');
    application.send(answered(id, 'OK', hostports, protocolVersion, hostports));
  }
}

function sameSecret(given: string, expected: string): boolean {
  // The wire is read as bytes; so is the secret.
  const left = Buffer.from(given, 'latin1');
  const right = Buffer.from(expected, 'utf8');
  return left.length === right.length && timingSafeEqual(left, right);
}
