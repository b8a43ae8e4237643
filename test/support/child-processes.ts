/** Children of this process, from /proc: tests end one to see what a crash does. */
import { readdirSync, readFileSync } from 'node:fs';

export const canListChildren = process.platform === 'linux';

/** Process ids of our children whose command line contains `script`. */
export function childrenRunning(script: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(script);
      } catch {
        return false;
      }
    });
}
