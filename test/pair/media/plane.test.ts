import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { levelDbfs } from '#src/core/audio.js';
import { systemClock } from '#src/core/clock.js';
import { silentLog } from '#src/core/log.js';
import type { MediaEvent, MediaPlane, MediaStream, MediaStreamOptions } from '#src/media/media.js';
import { startMediaPlane } from '#src/media/plane.js';
import { RawRtp } from '../../support/raw-rtp.js';
import { silence, tone } from '../../support/tone.js';
import { until } from '../../support/until.js';

const address = '127.0.0.1';

let plane: MediaPlane;
beforeAll(async () => {
  plane = await startMediaPlane({ clock: systemClock, log: silentLog, rtpTimeoutMs: 400 });
});
afterAll(() => plane.close());

interface Opened {
  readonly stream: MediaStream;
  readonly events: MediaEvent[];
  ofType<Type extends MediaEvent['type']>(type: Type): Extract<MediaEvent, { type: Type }>[];
}

async function open(options: Partial<MediaStreamOptions> = {}): Promise<Opened> {
  const events: MediaEvent[] = [];
  const stream = await plane.open({
    callId: 'test',
    address,
    audioRateHz: 0,
    audioWhen: 'always',
    ears: false,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return {
    stream,
    events,
    ofType: <Type extends MediaEvent['type']>(type: Type) =>
      events.filter((event) => event.type === type) as Extract<MediaEvent, { type: Type }>[],
  };
}

describe('two streams', () => {
  it('carry audio from one end to the other and say when it began and ended', async () => {
    const a = await open();
    const b = await open({ audioRateHz: 16_000, tap: true });
    a.stream.accept(b.stream.answer(a.stream.offer()));
    a.stream.play(7, tone(200, { rateHz: 24_000 }), 24_000);
    a.stream.endPlay(7);
    const ended = await until(() => a.ofType('play-ended')[0]);
    expect(ended).toMatchObject({ playId: 7, cut: false, playedMs: 200 });
    await until(() => b.ofType('audio').some(({ samples }) => samples.length === 320 && levelDbfs(samples) > -20));
    const begun = b
      .ofType('tap')
      .find(({ direction, samples }) => direction === 'received' && levelDbfs(samples) > -30);
    expect(begun!.atMs - a.ofType('play-started')[0]!.atMs).toBeLessThan(100);
    const stats = await a.stream.close();
    expect(stats.packetsSent).toBeGreaterThan(8);
    expect(await b.stream.close()).toMatchObject({ packetsLost: 0, packetsRefused: 0 });
  });

  it('carry every DTMF digit once', async () => {
    const a = await open();
    const b = await open();
    a.stream.accept(b.stream.answer(a.stream.offer()));
    a.stream.sendDtmf('15#');
    await until(() => b.ofType('dtmf').length === 3);
    expect(b.ofType('dtmf')).toMatchObject([
      { digit: '1', durationMs: 100 },
      { digit: '5', durationMs: 100 },
      { digit: '#', durationMs: 100 },
    ]);
    expect(() => a.stream.sendDtmf('x')).toThrow("'X'");
    await a.stream.close();
    await b.stream.close();
  });

  it('say nothing more after they were closed', async () => {
    const a = await open();
    a.stream.play(1, tone(1000), 8000);
    await a.stream.close();
    const count = a.events.length;
    a.stream.stopPlay();
    a.stream.play(2, tone(100), 8000);
    expect(await a.stream.close()).toMatchObject({ packetsSent: 0 });
    expect(a.events).toHaveLength(count);
  });
});

describe('a stream and a raw peer', () => {
  async function answered(options: Partial<MediaStreamOptions> = {}, ...attributes: readonly string[]) {
    const opened = await open(options);
    const peer = await RawRtp.open();
    opened.stream.answer(peer.offer(...attributes));
    const close = async () => {
      peer.close();
      return opened.stream.close();
    };
    return { ...opened, peer, close };
  }

  it('sends silence to the SDP address before anything came, 20 ms apart', async () => {
    const { peer, close } = await answered();
    await until(() => peer.arrivals.length >= 50);
    const sequences = peer.arrivals.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.map((_, index) => (sequences[0]! + index) & 0xffff));
    expect(peer.arrivals.every(({ samples }) => samples.every((sample) => Math.abs(sample) <= 8))).toBe(true);
    const spanMs = peer.arrivals.at(-1)!.atMs - peer.arrivals[0]!.atMs;
    expect(spanMs / (peer.arrivals.length - 1)).toBeCloseTo(20, 0);
    await close();
  });

  it('stops a reply within one packet of the order', async () => {
    const { stream, ofType, peer, close } = await answered();
    stream.play(1, tone(5000), 8000);
    await until(
      () => ofType('play-started').length === 1 && peer.arrivals.some(({ samples }) => levelDbfs(samples) > -20),
    );
    stream.stopPlay();
    const cut = await until(() => ofType('play-ended')[0]);
    expect(cut).toMatchObject({ playId: 1, cut: true });
    const count = peer.arrivals.length;
    await until(() => peer.arrivals.length >= count + 5);
    const loudMs = peer.arrivals.filter(({ samples }) => levelDbfs(samples) > -20).length * 20;
    expect(Math.abs(loudMs - cut.playedMs)).toBeLessThanOrEqual(20);
    expect(peer.arrivals.slice(count + 1).every(({ samples }) => levelDbfs(samples) < -60)).toBe(true);
    await close();
  });

  it('says how much of a reply was heard even when the stream is closed with it', async () => {
    const { stream, peer, ofType, close } = await answered();
    stream.play(1, tone(5000), 8000);
    await until(() => peer.arrivals.filter(({ samples }) => levelDbfs(samples) > -20).length >= 10);
    stream.stopPlay();
    await close();
    expect(ofType('play-ended')).toEqual([expect.objectContaining({ playId: 1, cut: true })]);
    expect(ofType('play-ended')[0]!.playedMs).toBeGreaterThanOrEqual(200);
  });

  it('goes quiet on hold and comes back at the place where it was', async () => {
    const { stream, peer, ofType, close } = await answered();
    stream.play(1, tone(200), 8000);
    stream.endPlay(1);
    await until(() => peer.arrivals.length >= 2);
    stream.answer(peer.offer('a=sendonly'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const held = peer.arrivals.length;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(peer.arrivals).toHaveLength(held);
    stream.answer(peer.offer('a=sendrecv'));
    await until(() => ofType('play-ended').length === 1);
    expect(ofType('play-ended')[0]).toMatchObject({ playedMs: 200, cut: false });
    await close();
  });

  it('follows the peer to the address that its packets come from', async () => {
    const { stream, peer, close } = await answered();
    const behindNat = await RawRtp.open(5);
    behindNat.send(silence(20), stream.port);
    await until(() => behindNat.arrivals.length > 3);
    const before = peer.arrivals.length;
    await until(() => behindNat.arrivals.length > 8);
    expect(peer.arrivals.length - before).toBeLessThanOrEqual(1);
    behindNat.close();
    await close();
  });

  it("plays nothing of a stranger's, and counts it", async () => {
    const { stream, peer, ofType, close } = await answered({ audioRateHz: 8000 });
    const stranger = await RawRtp.open(1);
    peer.send(silence(20), stream.port);
    await until(() => ofType('audio').length > 0);
    const speaking = peer.speak(silence(400), stream.port);
    await stranger.speak(tone(400, { levelDbfs: -6 }), stream.port);
    await speaking;
    await until(() => ofType('audio').length > 20);
    expect(ofType('audio').every(({ samples }) => levelDbfs(samples) < -60)).toBe(true);
    expect(stranger.arrivals).toEqual([]);
    stranger.close();
    expect(await close()).toMatchObject({ packetsReceived: 21, packetsRefused: 20 });
  });

  it('says when the peer fell silent, and not while it holds the call', async () => {
    const { stream, peer, ofType, close } = await answered();
    peer.send(silence(20), stream.port);
    await until(() => ofType('rtp-timeout').length === 1);
    stream.answer(peer.offer('a=inactive'));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(ofType('rtp-timeout')).toHaveLength(1);
    await close();
  });

  it('refuses an offer without G.711 and keeps the call that stands', async () => {
    const { stream, peer, close } = await answered();
    expect(() => stream.answer(peer.offer().replace('AVP 8 101', 'AVP 18'))).toThrow('no G.711 audio');
    await until(() => peer.arrivals.length > 2);
    await close();
  });
});

describe('ports', () => {
  it('are taken from the range, and MEDIA_PORTS says when there are no more', async () => {
    const probe = await RawRtp.open();
    const from = probe.port + (probe.port % 2);
    probe.close();
    const small = await startMediaPlane({ clock: systemClock, log: silentLog, portRange: [from, from + 2] });
    const options = {
      callId: 'x',
      address,
      audioRateHz: 0,
      audioWhen: 'always',
      ears: false,
      onEvent: () => {},
    } as const;
    const streams = [await small.open(options), await small.open(options)];
    expect(new Set(streams.map(({ port }) => port))).toEqual(new Set([from, from + 2]));
    await expect(small.open(options)).rejects.toMatchObject({ code: 'MEDIA_PORTS' });
    const [first] = streams as [MediaStream, MediaStream];
    await first.close();
    expect((await small.open(options)).port).toBe(first.port);
    await small.close();
  });

  it('of an address that is not ours are refused by name', async () => {
    await expect(open({ address: '192.0.2.1' })).rejects.toMatchObject({ code: 'MEDIA_PORTS' });
  });
});
