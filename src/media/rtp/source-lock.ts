/**
 * Whose packets are heard (docs/adr/0031-symmetric-rtp.md). RTP goes back to where it comes from (RFC 4961), because
 * the address in SDP is often one behind a NAT (RFC 7362); the lock keeps everybody else out.
 */
import type { RemoteAddress } from '../sdp/audio.js';

/** Silence of the locked SSRC after which another SSRC from the same address is taken (RFC 3550 8.2). */
const newSsrcAfterMs = 300;
/** Silence of the locked address after which the same SSRC is taken from another address: a NAT that rebound. */
const newAddressAfterMs = 1000;

export type SourceVerdict =
  /** The locked source. */
  | 'known'
  /** Accepted and locked from now on; its timeline has nothing to do with the one before. */
  | 'new'
  | 'refused';

export class SourceLock {
  /** The address in the remote end's SDP: the only one that may push out a source that was latched before. */
  #announced: RemoteAddress | undefined;
  #address = '';
  #port = 0;
  #ssrc = 0;
  #lastMs = 0;
  #latched = false;
  #ssrcOpen = false;

  /** Where to send: the latched source, or the address of the SDP as long as nothing came. */
  get destination(): RemoteAddress | undefined {
    return this.#latched ? { address: this.#address, port: this.#port } : this.#announced;
  }

  /**
   * A new agreement. The same remote address keeps the latch but may bring a new SSRC; another address begins anew.
   * None at all (the old hold, c=0.0.0.0) changes nothing.
   */
  announce(remote: RemoteAddress | undefined): void {
    if (!remote) return;
    if (this.#announced && !sameAddress(this.#announced, remote.address, remote.port)) this.#latched = false;
    this.#announced = remote;
    this.#ssrcOpen = true;
  }

  /** Judges one well-formed packet. */
  judge(address: string, port: number, ssrc: number, nowMs: number): SourceVerdict {
    if (!this.#latched) return this.#latch(address, port, ssrc, nowMs);
    const silentMs = nowMs - this.#lastMs;
    if (address === this.#address && port === this.#port) {
      if (ssrc === this.#ssrc) {
        this.#lastMs = nowMs;
        return 'known';
      }
      return this.#ssrcOpen || silentMs >= newSsrcAfterMs ? this.#latch(address, port, ssrc, nowMs) : 'refused';
    }
    const rebound = ssrc === this.#ssrc && silentMs >= newAddressAfterMs;
    return rebound || this.#isAnnounced(address, port) ? this.#latch(address, port, ssrc, nowMs) : 'refused';
  }

  #isAnnounced(address: string, port: number): boolean {
    return this.#announced !== undefined && sameAddress(this.#announced, address, port);
  }

  #latch(address: string, port: number, ssrc: number, nowMs: number): 'new' {
    this.#address = address;
    this.#port = port;
    this.#ssrc = ssrc;
    this.#lastMs = nowMs;
    this.#latched = true;
    this.#ssrcOpen = false;
    return 'new';
  }
}

const sameAddress = (one: RemoteAddress, address: string, port: number): boolean =>
  one.address === address && one.port === port;
