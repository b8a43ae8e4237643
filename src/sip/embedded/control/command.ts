/** What an application asks for, as read from one frame. */
export type Command =
  | { readonly kind: 'authenticate'; readonly id: string; readonly secret: string }
  | { readonly kind: 'route' | 'remove_route'; readonly id: string; readonly verb: string }
  | { readonly kind: 'ping'; readonly id: string }
  | { readonly kind: 'proxy'; readonly id: string }
  | {
      readonly kind: 'sip';
      readonly id: string;
      /** '' where the application gave none. */
      readonly transactionId: string;
      readonly dialogId: string;
      readonly proxyUri: string;
      /** The SIP message. */
      readonly text: string;
    }
  | { readonly kind: 'unknown'; readonly id: string };

/** `id|type|tokens`, and for `sip` and `proxy` CRLF and a message. */
export function parseCommand(payload: string): Command {
  const lineEnd = payload.indexOf('\r\n');
  const [id = '', kind = '', ...tokens] = (lineEnd < 0 ? payload : payload.slice(0, lineEnd)).split('|');
  switch (kind) {
    case 'authenticate':
      return { kind, id, secret: tokens[0] ?? '' };
    case 'route':
    case 'remove_route':
      return { kind, id, verb: (tokens[0] ?? '').toLowerCase() };
    case 'ping':
    case 'proxy':
      return { kind, id };
    case 'sip': {
      const [transactionId = '', dialogId = '', ...proxy] = tokens;
      const text = lineEnd < 0 ? '' : payload.slice(lineEnd + 2);
      return { kind, id, transactionId, dialogId, proxyUri: proxy.join('|'), text };
    }
    default:
      return { kind: 'unknown', id };
  }
}
