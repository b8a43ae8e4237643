/**
 * The part of drachtio-srf that is used here, typed as it behaves: the types it ships leave out callbacks, the agent
 * and what responses accept.
 */
import type { EventEmitter } from 'node:events';
import DrachtioSrf from 'drachtio-srf';

export type Headers = Readonly<Record<string, string>>;

export interface SrfMessage {
  readonly body: string | undefined;
  /** Parts of a multipart body; one part otherwise. */
  readonly payload?: readonly { readonly type?: string | null; readonly content?: string }[];
  get(name: string): string | undefined;
}

export interface SrfRequest extends SrfMessage, EventEmitter {
  readonly method: string;
  readonly uri: string;
  readonly source_address: string;
  readonly source_port: number;
  readonly protocol: string;
  /** Throws when the request did not come from this application. */
  cancel(callback: (error: unknown) => void): void;
}

export interface SrfResponse extends SrfMessage {
  readonly status: number;
  /** Throws for a status that is not in its list. `done` gets the message as sent, or an error. */
  send(status: number, reason: string | undefined, options: SendOptions, done?: SrfCallback<SrfMessage>): void;
}

export interface SendOptions {
  readonly headers?: Headers;
  readonly body?: string;
}

export type SrfCallback<T> = (error: unknown, value?: T) => void;

export interface SrfDialog extends EventEmitter {
  readonly id: string;
  readonly local: { readonly sdp: string | undefined };
  readonly remote: { readonly sdp: string | undefined };
  readonly agent: {
    /** A request in the dialog over whichever connection stands now. */
    request(options: { method: string; stackDialogId: string; headers: Headers }, done: SrfCallback<SrfRequest>): void;
  };
  destroy(options: { headers: Headers }, done: SrfCallback<SrfRequest>): void;
  request(options: { method: string; headers: Headers; body?: string }, done: SrfCallback<SrfResponse>): void;
}

export type SrfHandler = (request: SrfRequest, response: SrfResponse) => void;

export interface Srf extends EventEmitter {
  connect(options: {
    host: string;
    port: number;
    secret: string;
    /** Read again at every attempt. */
    reconnect: { retryMaxDelay: number; maxAttempts?: number };
  }): void;
  /** Throws when there is no connection. */
  disconnect(): void;
  /** Handles requests outside dialogs known here, and asks the server to route the method to this application. */
  use(method: string, handler: SrfHandler): void;
  /** The callback runs before anything that arrives after the answer is looked at; the promise form does not. */
  createUAS(
    request: SrfRequest,
    response: SrfResponse,
    options: { localSdp: string; headers: Headers },
    done: SrfCallback<SrfDialog>,
  ): void;
  createUAC(
    uri: string,
    options: { localSdp: string; headers: Headers },
    progress: { cbRequest: SrfCallback<SrfRequest>; cbProvisional: (response: SrfResponse) => void },
    done: SrfCallback<SrfDialog>,
  ): void;
  request(
    uri: string,
    options: { method: string; stackDialogId: string; headers: Headers },
    done: SrfCallback<SrfRequest>,
  ): void;
  removeDialog(dialog: SrfDialog): void;
}

export function newSrf(): Srf {
  return new DrachtioSrf() as unknown as Srf;
}
