/**
 * `npm run bench -- chinese [--only=latency] [--setting=2x3@100] [--utterances=40]`: the recogniser of free words. Its model is
 * made here, of the real size and with random weights: what it costs is measured, what it understands is not.
 */
import { latencyOptionsOf, transcriptLatency } from './chinese/transcript-latency.js';
import type { Bench } from './row.js';

export const bench: Bench = (emit, options) => transcriptLatency(emit, latencyOptionsOf(options));
