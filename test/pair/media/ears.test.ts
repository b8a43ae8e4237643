import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWav } from '#src/caller/wav.js';
import { systemClock } from '#src/core/clock.js';
import { silentLog } from '#src/core/log.js';
import type { VoiceReading } from '#src/core/voice-reading.js';
import type { MediaEvent, MediaPlane } from '#src/media/media.js';
import { startMediaPlane } from '#src/media/plane.js';
import { RawRtp } from '../../support/raw-rtp.js';
import { recordings, sharedClips } from '../../support/shared-data.js';
import { concat, noise, silence } from '../../support/tone.js';
import { until } from '../../support/until.js';

const address = '127.0.0.1';

let plane: MediaPlane;
beforeAll(async () => {
  plane = await startMediaPlane({ clock: systemClock, log: silentLog });
});
afterAll(() => plane.close());

async function listen(audioRateHz: 8000 | 16000 | 24000) {
  const events: MediaEvent[] = [];
  const onEvent = (event: MediaEvent) => event.type === 'line' || events.push(event);
  const stream = await plane.open({ callId: 'ears', address, audioRateHz, audioWhen: 'speech', ears: true, onEvent });
  const peer = await RawRtp.open();
  stream.answer(peer.offer());
  return { stream, peer, events };
}

describe('the ears on a call', () => {
  it.skipIf(recordings.missing)(
    `hear a real sentence begin, pause and end, and forward it with 300 ms before it${recordings.note}`,
    async () => {
      const [clip] = sharedClips('emotion/emodb/');
      const { samples } = await readWav(clip!.file);
      const { stream, peer, events } = await listen(16_000);
      await peer.speak(concat(silence(600), samples, silence(1600)), stream.port);
      await until(() => events.some(({ type }) => type === 'speech-end'));

      const order = events
        .map(({ type }) => type)
        .filter((type) => type !== 'cues' && type !== 'voice')
        .filter((type, index, all) => type !== all[index - 1]);
      expect(order[0]).toBe('speech-start');
      expect(order[1]).toBe('audio');
      expect(order.filter((type) => type === 'speech-start')).toHaveLength(1);
      expect(order.at(-1)).toBe('speech-end');

      const start = events.find((event) => event.type === 'speech-start')!;
      const audio = events.filter((event) => event.type === 'audio');
      const preRollMs = start.type === 'speech-start' ? start.onsetMs - audio[0]!.atMs : 0;
      expect(preRollMs).toBeGreaterThanOrEqual(280);
      expect(preRollMs).toBeLessThanOrEqual(320);
      for (const [index, frame] of audio.entries()) {
        expect(frame.samples).toHaveLength(320);
        if (index > 0) expect(frame.atMs - audio[index - 1]!.atMs).toBeCloseTo(20);
      }
      peer.close();
      await stream.close();
    },
  );

  it.skipIf(recordings.missing)(
    `tell at each pause how the turn sounds: an angry sentence angrier than an everyday order${recordings.note}`,
    async () => {
      const angerOf = async (file: string) => {
        const { samples } = await readWav(file);
        const { stream, peer, events } = await listen(8000);
        await peer.speak(concat(silence(300), samples, silence(600)), stream.port);
        await until(() => events.some(({ type }) => type === 'voice'));
        peer.close();
        await stream.close();
        return events.flatMap((event) => (event.type === 'voice' ? [event.reading] : [])).at(-1)!;
      };
      const angerClip = sharedClips('emotion/emodb/').find(({ label }) => label === 'anger')!;
      const files = [angerClip.file, sharedClips('speech/orders/')[0]!.file];
      const [angry, order] = (await Promise.all(files.map(angerOf))) as [VoiceReading, VoiceReading];
      expect(angry.anger!).toBeGreaterThanOrEqual(angry.angerThreshold!);
      expect(order.anger!).toBeLessThan(order.angerThreshold!);
      expect(angry.activeMs).toBeGreaterThan(500);
      expect(angry.pitchHz).toBeGreaterThan(60);
    },
  );

  it('do not take noise for speech', async () => {
    const { stream, peer, events } = await listen(8000);
    await peer.speak(concat(noise(800, -40), noise(800, -25)), stream.port);
    expect(events).toEqual([]);
    peer.close();
    await stream.close();
  });

  it.skipIf(recordings.missing)(
    `keep the calls of a batch apart: one speaks, three are silent${recordings.note}`,
    async () => {
      const { samples } = await readWav(sharedClips('emotion/emodb/')[1]!.file);
      const calls = await Promise.all([8000, 8000, 24_000, 8000].map((rateHz) => listen(rateHz as 8000)));
      const speech = concat(silence(300), samples.subarray(0, 8000), silence(300));
      await Promise.all(
        calls.map(({ peer, stream }, index) =>
          peer.speak(index === 2 ? speech : silence(speech.length / 8), stream.port),
        ),
      );
      await until(() => calls[2]!.events.some(({ type }) => type === 'speech-start'));
      for (const index of [0, 1, 3]) expect(calls[index]!.events).toEqual([]);
      const audio = calls[2]!.events.find((event) => event.type === 'audio');
      expect(audio?.type === 'audio' && audio.samples.length).toBe(480);
      for (const { peer, stream } of calls) {
        peer.close();
        await stream.close();
      }
    },
  );
});
