/**
 * `npm run bench -- chinese [--only=intents|digits|latency]`: how well Cantonese, Mandarin and English are heard and understood.
 * `intents` plays texts through a model of what recognisers mishear, `digits` simulated callers who say their account number,
 * `latency` a recogniser of the real size with random weights: what it costs is measured, what it understands is not.
 * `--set=development` leaves the held-out texts alone; `--calls`, `--seed` are for `digits`; `--setting`, `--utterances` for `latency`.
 */
import { digitsOptionsOf, digitsShare } from './chinese/digits.js';
import { intents } from './chinese/intents.js';
import { latencyOptionsOf, transcriptLatency } from './chinese/transcript-latency.js';
import type { Bench } from './row.js';

export const bench: Bench = async (emit, options) => {
  const isWanted = (part: string): boolean => options.only === undefined || options.only === part;
  if (isWanted('intents')) intents(emit, options);
  if (isWanted('digits')) await digitsShare(emit, digitsOptionsOf(options));
  if (isWanted('latency')) await transcriptLatency(emit, latencyOptionsOf(options));
};
