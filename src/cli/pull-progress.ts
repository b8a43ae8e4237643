/** How a download is going, in a line: for a person who watches, or for a log. Times in milliseconds, monotonic. */

/** A rate is that of the last seconds: what it was at the beginning does not matter any more. */
const windowMs = 5000;
const redrawMs = 200;
const barWidth = 20;

export interface PullProgress {
  /** The line to show now; undefined when it is too early for another one. */
  at(nowMs: number, bytes: number): string | undefined;
}

/** A bar that is drawn again and again on one line of a terminal. */
export function progressBar(name: string, totalBytes: number): PullProgress {
  const samples: { readonly nowMs: number; readonly bytes: number }[] = [];
  let drawnMs = Number.NEGATIVE_INFINITY;
  return {
    at(nowMs, bytes) {
      if (nowMs - drawnMs < redrawMs && bytes < totalBytes) return undefined;
      drawnMs = nowMs;
      if (bytes < (samples.at(-1)?.bytes ?? 0)) samples.length = 0;
      samples.push({ nowMs, bytes });
      while (samples.length > 2 && nowMs - samples[0]!.nowMs > windowMs) samples.shift();
      const first = samples[0]!;
      const bytesPerMs = nowMs > first.nowMs ? (bytes - first.bytes) / (nowMs - first.nowMs) : 0;
      const filled = Math.floor((bytes / totalBytes) * barWidth);
      const bar = '#'.repeat(filled).padEnd(barWidth, '.');
      const rate = bytesPerMs > 0 ? `  ${(bytesPerMs / 1000).toFixed(1)} MB/s` : '';
      const left = bytesPerMs > 0 && bytes < totalBytes ? `  ${minutes((totalBytes - bytes) / bytesPerMs)} left` : '';
      return `${name} [${bar}] ${percent(bytes, totalBytes).padStart(5)}  ${amount(bytes, totalBytes)}${rate}${left}`;
    },
  };
}

/** A line for every tenth. */
export function progressLines(name: string, totalBytes: number): PullProgress {
  let tenths = 0;
  return {
    at(_nowMs, bytes) {
      const now = Math.floor((bytes * 10) / totalBytes);
      if (now === tenths) return undefined;
      tenths = now;
      return `${name}: ${percent(bytes, totalBytes)}, ${amount(bytes, totalBytes)}`;
    },
  };
}

const percent = (bytes: number, totalBytes: number) => `${Math.floor((bytes * 100) / totalBytes)} %`;

const amount = (bytes: number, totalBytes: number) =>
  `${(bytes / 1e6).toFixed(1)} of ${(totalBytes / 1e6).toFixed(1)} MB`;

/** 1:05, or 1:02:03. */
function minutes(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000);
  const hours = Math.floor(seconds / 3600);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  return hours > 0 ? [hours, ...parts].join(':') : parts.join(':').replace(/^0(?=\d)/, '');
}
