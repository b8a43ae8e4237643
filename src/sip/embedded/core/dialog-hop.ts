import type { SipAddress } from '../../sip.js';
import { parseSipUri } from '../message/uri.js';
import { nextHop } from '../transport/resolver.js';
import type { Target } from '../transport/transport.js';
import type { Transports } from '../transport/transports.js';
import type { Dialog } from './dialog.js';
import { isPrivateAddress } from './private-address.js';

/**
 * Where a request of the dialog is sent, given the URI that decides it. A peer behind NAT gives a Contact of its
 * private network; if it spoke to us from a public address, that is where it can be reached.
 */
export function dialogTarget(transports: Transports, dialog: Dialog, hopUri: string): Target | Promise<Target> {
  const uri = parseSipUri(hopUri);
  const { flow, address } = dialog;
  const behindNat =
    flow !== undefined && dialog.routeSet.length === 0 && isPrivateAddress(uri.host) && !isPrivateAddress(flow.address);
  if (behindNat) return { ...flow, local: flow.local };
  const hop = nextHop(uri, address.protocol);
  const complete = (found: Awaited<typeof hop>): Target => {
    const connection = found.protocol === 'tcp' && flow?.address === found.address ? flow.connection : undefined;
    return { ...found, local: localOf(transports, address, found.protocol, found.address), connection };
  };
  return hop instanceof Promise ? hop.then(complete) : complete(hop);
}

/** The dialog's own listener, unless the peer asks for another protocol. */
function localOf(
  transports: Transports,
  own: SipAddress,
  protocol: SipAddress['protocol'],
  address: string,
): SipAddress {
  return own.protocol === protocol ? own : transports.localFor(protocol, address);
}
