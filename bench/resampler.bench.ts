/** `npm run bench -- resampler`: delay, alias rejection and CPU of the media plane's resampler in 20 ms chunks. */
import { levelDbfs } from '#src/core/audio.js';
import { Resampler } from '#src/core/resampler.js';
import type { Bench } from './row.js';

const pairs = [
  [8000, 16_000],
  [16_000, 8000],
  [24_000, 8000],
] as const;
const chunkMs = 20;
const secondsOfCpu = 100;
/** Just above what 8 kHz can carry: what is heard of it is an alias. */
const aliasHz = [4400, 4700, 5200, 6500, 7400];

const sine = (hz: number, rateHz: number, ms: number) =>
  Int16Array.from({ length: (rateHz * ms) / 1000 }, (_, i) => 16_384 * Math.sin((2 * Math.PI * hz * i) / rateHz));

function convert(samples: Int16Array, inRateHz: number, outRateHz: number): Int16Array {
  const resampler = new Resampler(inRateHz, outRateHz);
  const into = new Int16Array((samples.length * outRateHz) / inRateHz);
  const chunk = (inRateHz * chunkMs) / 1000;
  let at = 0;
  for (let i = 0; i + chunk <= samples.length; i += chunk) {
    at += resampler.convert(samples.subarray(i, i + chunk), into.subarray(at)).written;
  }
  resampler.close();
  return into.subarray(0, at);
}

function delayMs(inRateHz: number, outRateHz: number): number {
  const impulse = new Int16Array(inRateHz / 5);
  impulse[inRateHz / 10] = 30_000;
  const out = convert(impulse, inRateHz, outRateHz);
  const peak = out.reduce((best, sample, i) => (Math.abs(sample) > Math.abs(out[best]!) ? i : best), 0);
  return (peak * 1000) / outRateHz - 100;
}

function cpuMsPerSecond(inRateHz: number, outRateHz: number): number {
  const resampler = new Resampler(inRateHz, outRateHz);
  const chunk = sine(1000, inRateHz, chunkMs);
  const into = new Int16Array((outRateHz * chunkMs) / 1000);
  for (let i = 0; i < 500; i++) resampler.convert(chunk, into);
  const before = process.cpuUsage();
  for (let i = 0; i < (secondsOfCpu * 1000) / chunkMs; i++) resampler.convert(chunk, into);
  const { user, system } = process.cpuUsage(before);
  resampler.close();
  return (user + system) / 1000 / secondsOfCpu;
}

export const bench: Bench = async (emit) => {
  for (const [from, to] of pairs) {
    emit({ name: 'resampler.delay_ms', value: delayMs(from, to), unit: 'ms', from, to });
    emit({ name: 'resampler.cpu_ms_per_s', value: cpuMsPerSecond(from, to), unit: 'ms/s', from, to });
    if (to > from) continue;
    const loudest = Math.max(
      ...aliasHz.map((hz) => levelDbfs(convert(sine(hz, from, 400), from, to).subarray(to / 10))),
    );
    // Below one bit of a 16-bit sample nothing is left; -98 dB stands for it.
    emit({ name: 'resampler.alias_dbfs', value: Math.max(loudest, -98), unit: 'dBFS', from, to });
  }
};
