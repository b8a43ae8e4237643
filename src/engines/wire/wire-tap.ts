/** What crosses an engine's wire, for the recorder: everything but secrets. */
export type WireEvent =
  /** A request or an opening handshake. Headers that carry secrets are left out, and so is the URL's query string where it may. */
  | {
      readonly type: 'opened';
      readonly connection: number;
      readonly method: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** The answer to it. */
  | {
      readonly type: 'answered';
      readonly connection: number;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** A body or a part of one, a message of a WebSocket. A string is text on the wire. */
  | {
      readonly type: 'data';
      readonly connection: number;
      readonly direction: 'sent' | 'received';
      readonly data: string | Uint8Array;
    }
  | { readonly type: 'closed'; readonly connection: number; readonly by: 'us' | 'engine'; readonly reason: string };

export type WireTap = (event: WireEvent) => void;
