import { beforeAll, describe, expect, test } from 'vitest';
import { noMusic, noteMusic } from '#src/agent/system1/other-end/hold-music.js';
import { readWav } from '#src/caller/wav.js';
import type { LineCue } from '#src/core/line-cues.js';
import { LineListener } from '#src/media/ears/line-listener.js';
import { frameSamples, VoiceModel } from '#src/media/ears/voice-model.js';
import { frameFeatures, throughG711 } from '../../../bench/vad-run.js';
import { music } from '../../support/music.js';
import { recordings, sharedClips } from '../../support/shared-data.js';
import { concat, silence, tone } from '../../support/tone.js';

let model: VoiceModel;
beforeAll(async () => {
  model = await VoiceModel.load();
});

async function cuesOf(samples: Int16Array): Promise<LineCue[]> {
  const heard = throughG711(samples);
  const frames = await frameFeatures(model, heard);
  const listener = new LineListener();
  return frames.flatMap((frame, index) => [
    ...listener.add(heard.subarray(index * frameSamples, (index + 1) * frameSamples), frame),
  ]);
}

const hasMusic = (cues: readonly LineCue[]) => {
  let track = noMusic;
  return cues.some((cue) => {
    track = noteMusic(track, { type: 'line', cue });
    return track.sinceMs !== undefined;
  });
};

async function joined(clips: ReturnType<typeof sharedClips>) {
  return concat(...(await Promise.all(clips.map(async ({ file }) => (await readWav(file)).samples))));
}

describe('the line while nobody talks to the bot', () => {
  test.each([true, false])('is music after 10 s of it (notes picked one by one: %s)', async (picked) => {
    const cues = await cuesOf(concat(silence(1000), music(13, picked)));
    expect(hasMusic(cues)).toBe(true);
    const [, ...seconds] = cues.filter((cue) => cue.type === 'second');
    for (const { activeMs, pitchedMs, spanMs } of seconds.slice(1)) {
      expect(activeMs / spanMs).toBe(1);
      expect(pitchedMs / spanMs).toBeGreaterThan(0.6);
    }
  });

  test('tells of a tone and of the second it was in', async () => {
    const cues = await cuesOf(concat(silence(400), tone(500, { hz: 1100 }), silence(300)));
    expect(cues.map(({ type }) => type)).toEqual(['tone', 'second']);
  });

  test.skipIf(recordings.missing)(
    `is not music where people talk in a row${recordings.note}`,
    async () => {
      expect(hasMusic(await cuesOf(await joined(sharedClips('emotion/emodb/').slice(0, 40))))).toBe(false);
      expect(hasMusic(await cuesOf(await joined(sharedClips().filter(({ language }) => language === 'yue'))))).toBe(
        false,
      );
    },
    20_000,
  );

  test.skipIf(recordings.missing)(
    `is not music where there are rain, engines, animals and bells${recordings.note}`,
    async () => {
      const noises = sharedClips().filter(({ corpus }) => corpus === 'ESC-10');
      for (const label of new Set(noises.map((clip) => clip.label))) {
        const cues = await cuesOf(await joined(noises.filter((clip) => clip.label === label)));
        expect(hasMusic(cues), label).toBe(false);
      }
    },
    20_000,
  );
});
