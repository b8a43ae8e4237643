/** `npm run bench -- voice`: how soon the local voices begin to speak, and how much faster than speech they are. */
import { systemClock } from '#src/core/clock.js';
import type { Language } from '#src/core/language.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { type Bench, percentile } from './row.js';

/** `<n>` differs in each run, so that the cache does not answer. */
const texts: Readonly<Record<Language, string>> = {
  en: 'Your bill for November is HK$<n>.50, due on 8 December. That is HK$298 more than the month before.',
  yue: '你11月嘅賬單係HK$<n>.50，繳費期限係12月8號。比上個月多咗HK$298。',
  cmn: '您11月的账单是HK$<n>.50，缴费期限是12月8号。比上个月多了HK$298。',
};
const runs = 30;

export const bench: Bench = async (emit) => {
  const beforeMs = systemClock.nowMs();
  const { voice, missing, close } = await startLocalVoice({ clock: systemClock });
  emit({ name: 'voice.start_ms', value: systemClock.nowMs() - beforeMs, unit: 'ms', missing: missing.length });
  for (const language of voice.languages) {
    const first: number[] = [];
    let tookMs = 0;
    let spokenMs = 0;
    for (let run = 0; run < runs; run += 1) {
      const text = texts[language].replace('<n>', String(100 + run));
      const startMs = systemClock.nowMs();
      let firstMs: number | undefined;
      for await (const { samples } of voice.speak(text, language, {}, new AbortController().signal)) {
        firstMs ??= systemClock.nowMs() - startMs;
        spokenMs += (samples.length * 1000) / voice.rateHz;
      }
      first.push(firstMs ?? 0);
      tookMs += systemClock.nowMs() - startMs;
    }
    emit({ name: 'voice.first_audio_ms.p50', value: percentile(first, 0.5), unit: 'ms', language, runs });
    emit({ name: 'voice.first_audio_ms.p95', value: percentile(first, 0.95), unit: 'ms', language, runs });
    emit({ name: 'voice.times_real_time', value: spokenMs / tookMs, unit: 'x', language, runs });
  }
  await close();
};
