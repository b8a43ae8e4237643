/**
 * The process that the media bench measures: a media plane whose calls speak all the time. Told what to do by its
 * parent over IPC, so that sending and receiving is measured from outside.
 */
import { systemClock } from '#src/core/clock.js';
import { silentLog } from '#src/core/log.js';
import type { MediaPlane } from '#src/media/media.js';
import { startMediaPlane } from '#src/media/plane.js';

export interface BotOrder {
  readonly offers: readonly string[];
  readonly ears: boolean;
}

export type BotReport =
  | { readonly type: 'answers'; readonly answers: readonly string[] }
  /** CPU of the whole process since its start. */
  | { readonly type: 'cpu'; readonly cpuMs: number; readonly events: number };

const address = '127.0.0.1';
const voiceRateHz = 24_000;
const chunkMs = 1000;

/** Something like a voice: harmonics of 120 Hz, louder and softer four times a second. */
const voice = Int16Array.from({ length: (voiceRateHz * chunkMs) / 1000 }, (_, i) => {
  const phase = (2 * Math.PI * 120 * i) / voiceRateHz;
  const wave = Math.sin(phase) + Math.sin(3 * phase) / 2 + Math.sin(7 * phase) / 4;
  return 6000 * wave * (1 + Math.sin((2 * Math.PI * 4 * i) / voiceRateHz)) * 0.5;
});

let events = 0;
const report = (message: BotReport) => process.send!(message);

async function answer(plane: MediaPlane, offer: string, ears: boolean): Promise<string> {
  const stream = await plane.open({
    callId: 'bench',
    address,
    audioRateHz: ears ? 16_000 : 0,
    audioWhen: 'speech',
    ears,
    onEvent: () => {
      events += 1;
    },
  });
  const speak = () => {
    stream.play(1, voice, voiceRateHz);
    systemClock.setTimer(chunkMs, speak);
  };
  speak();
  return stream.answer(offer);
}

// Listening before the plane stands: what came before a listener would be lost.
const starting = startMediaPlane({ clock: systemClock, log: silentLog });
process.on('message', async (message: BotOrder | 'cpu') => {
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage();
    report({ type: 'cpu', cpuMs: (user + system) / 1000, events });
    return;
  }
  const plane = await starting;
  const answers = [];
  for (const offer of message.offers) answers.push(await answer(plane, offer, message.ears));
  report({ type: 'answers', answers });
});
process.on('disconnect', async () => {
  await (await starting).close();
  process.exit(0);
});
