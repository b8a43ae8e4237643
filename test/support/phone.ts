import { type DialOptions, dial } from '#src/caller/dial.js';
import type { CallerLeg } from '#src/caller/leg.js';
import { systemClock } from '#src/core/clock.js';
import { startMediaPlane } from '#src/media/plane.js';
import { startSipController } from '#src/sip/controller.js';
import type { IncomingCall, SipDialog } from '#src/sip/sip.js';
import { quietLog } from './quiet-log.js';

/** A phone of the test's own, with its own SIP endpoint and media worker. */
export interface Phone {
  dial(uri: string, options?: Partial<DialOptions>): Promise<CallerLeg>;
  /** Calls with an SDP of the test's own, whose audio nobody listens to; `media` is what follows the session part. */
  offer(uri: string, media: string | undefined): Promise<SipDialog>;
  /** SIP URI that this phone can be reached at. */
  readonly uri: string;
  close(): Promise<void>;
}

const session = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n';

export async function startPhone(onInvite: (call: IncomingCall) => void = (call) => call.reject(480)): Promise<Phone> {
  const clock = systemClock;
  const listeners = (['udp', 'tcp'] as const).map((protocol) => ({ protocol, address: '127.0.0.1', port: 0 }));
  const sip = await startSipController({ drachtio: 'embedded', listeners, clock, log: quietLog, onInvite });
  const media = await startMediaPlane({ clock, log: quietLog });
  return {
    dial: (uri, options = {}) => dial({ uri, sip, media, clock, ...options }),
    offer: (uri, media) =>
      sip.invite({ uri, from: 'sip:phone@127.0.0.1', sdp: media === undefined ? 'nonsense' : session + media }),
    uri: `sip:phone@127.0.0.1:${sip.listening.find(({ protocol }) => protocol === 'udp')?.port}`,
    async close() {
      await sip.close();
      await media.close();
    },
  };
}
