import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Clock } from '../core/clock.js';
import { UndertoneError } from '../core/errors.js';

/** Whoever holds a lock touches it this often. */
const touchMs = 10_000;
/** A lock that nobody has touched for this long is left over, whoever holds it. */
const staleMs = 120_000;

/** Locks of this process: a number that a dead process left behind may be ours now. */
const ours = new Set<string>();

/**
 * Takes `path` for this process alone and returns what gives it back. A lock whose process has ended is taken over.
 * @throws UndertoneError MODEL_DOWNLOAD when another process has it
 */
export async function takeLock(path: string, clock: Clock): Promise<() => Promise<void>> {
  const holder = JSON.stringify({ host: hostname(), pid: process.pid });
  if (!(await create(path, holder))) {
    await removeLeftOver(path, clock);
    if (!(await create(path, holder))) throw taken(path, 'another process');
  }
  ours.add(path);
  let cancel = () => {};
  const touch = () => {
    const seconds = clock.wallMs() / 1000;
    utimes(path, seconds, seconds).catch(() => {});
    cancel = clock.setTimer(touchMs, touch, { background: true });
  };
  touch();
  return async () => {
    cancel();
    ours.delete(path);
    await rm(path, { force: true });
  };
}

async function create(path: string, holder: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(holder);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function removeLeftOver(path: string, clock: Clock): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const status = await stat(path).catch(() => undefined);
  if (text === undefined || status === undefined) return;
  const { host, pid } = holderOf(text);
  const isOld = clock.wallMs() - status.mtimeMs > staleMs;
  const hasEnded = host === hostname() && pid !== undefined && !isAlive(pid, path);
  if (!isOld && !hasEnded) throw taken(path, pid === undefined ? 'another process' : `process ${pid} on ${host}`);
  // Two may come here at once: only what was judged is removed.
  const aside = `${path}.${process.pid}`;
  await rename(path, aside).catch(() => {});
  const removed = await readFile(aside, 'utf8').catch(() => text);
  if (removed !== text) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

function holderOf(text: string): { readonly host?: string; readonly pid?: number } {
  try {
    const { host, pid } = JSON.parse(text) as { host: unknown; pid: unknown };
    return typeof host === 'string' && Number.isSafeInteger(pid) ? { host, pid: pid as number } : {};
  } catch {
    // Its process ended before it had written who it was, or is about to: its age decides.
    return {};
  }
}

function isAlive(pid: number, path: string): boolean {
  if (pid === process.pid) return ours.has(path);
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function taken(path: string, holder: string): UndertoneError {
  const message = `it is being fetched already, by ${holder}; if that is not so, remove ${path}`;
  return new UndertoneError('MODEL_DOWNLOAD', message);
}
