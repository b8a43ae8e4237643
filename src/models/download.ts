import { dirname } from 'node:path';
import type { Clock } from '../core/clock.js';
import { UndertoneError } from '../core/errors.js';
import { diskError } from './disk.js';
import { mismatch } from './file-hash.js';
import { answerOf, requestHeaders, validatorOf } from './http-answer.js';
import { isLoopback, isSafeSource, type ModelFile } from './manifest.js';
import { type Origin, PartFile } from './part-file.js';

export interface DownloadOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Bytes of the file that are here; falls when it has to begin anew. */
  readonly onProgress: (bytes: number) => void;
  /** Says why it waits before it tries again. */
  readonly onRetry: (reason: string, waitMs: number) => void;
}

/** Nothing for this long and the connection is given up. */
const stallMs = 30_000;
/** Before the second try, the third, and so on; after the last of them it is given up. */
const waitsMs = [1000, 2000, 4000, 8000, 15_000];
/** A try that brought this much does not count: a bad line may take many. */
const worthwhileBytes = 1_000_000;
const mostRedirects = 5;
const continued = 'what has come is kept, and the same command continues';
const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);

/** What a further try may put right. */
class Passing extends Error {}

/**
 * Fetches a file to `path` from the first of `urls` that has it, continuing what an earlier call left beside it.
 * @throws UndertoneError MODEL_DOWNLOAD, and what has come is kept where it can be continued; MODEL_MISMATCH
 */
export async function download(
  file: ModelFile,
  urls: readonly string[],
  path: string,
  options: DownloadOptions,
): Promise<void> {
  const part = await PartFile.open(path).catch(async (error) => {
    throw await diskError(error, dirname(path), file.bytes);
  });
  try {
    if (part.bytes > file.bytes) await part.restart();
    options.onProgress(part.bytes);
    await complete(part, { file, urls, folder: dirname(path), ...options });
    const sha256 = part.sha256();
    if (sha256 !== file.sha256) {
      await part.discard();
      throw mismatch(urls[0] ?? file.source, file.sha256, sha256);
    }
    await part.keep();
  } finally {
    await part.close();
    if (part.bytes === 0) await part.discard();
  }
}

interface Task extends DownloadOptions {
  readonly file: ModelFile;
  readonly urls: readonly string[];
  readonly folder: string;
}

async function complete(part: PartFile, task: Task): Promise<void> {
  const { clock, signal, onRetry } = task;
  let most = part.bytes;
  for (let tries = 0; part.bytes < task.file.bytes; ) {
    try {
      await oneTry(part, task);
    } catch (thrown) {
      if (!(thrown instanceof Passing)) throw thrown;
      if (part.bytes >= most + worthwhileBytes) {
        most = part.bytes;
        tries = 0;
      }
      const waitMs = waitsMs[tries];
      tries += 1;
      if (waitMs === undefined) throw failed(task.urls[0] ?? '', `${thrown.message}; ${continued}`);
      onRetry(thrown.message, waitMs);
      await pause(clock, waitMs, signal);
      if (signal.aborted) throw failed(task.urls[0] ?? '', `stopped; ${continued}`);
    }
  }
}

/** Returns with the whole file, or throws: Passing, or what no further try can help. */
async function oneTry(part: PartFile, task: Task): Promise<void> {
  let missing = '';
  for (const url of task.urls) {
    const outcome = await fetchFrom(url, part, task);
    if (outcome === 'fetched') return;
    missing += `${missing === '' ? '' : '; '}${url}: ${outcome}`;
  }
  throw new UndertoneError('MODEL_DOWNLOAD', missing);
}

/** 'fetched', or why this place does not have it. */
async function fetchFrom(url: string, part: PartFile, task: Task): Promise<string> {
  const { clock, signal, file } = task;
  const stalled = new AbortController();
  let cancel = () => {};
  const alive = () => {
    cancel();
    cancel = clock.setTimer(stallMs, () => stalled.abort(), { background: true });
  };
  let response: Response | undefined;
  try {
    alive();
    response = await follow(url, requestHeaders(part, url), AbortSignal.any([signal, stalled.signal]));
    const answer = answerOf(response, part.bytes, file.bytes);
    if (answer.is === 'absent') return answer.reason;
    if (answer.is === 'refused') throw failed(url, answer.reason);
    if (answer.is === 'unfit') await begin(part, undefined, task);
    if (answer.is === 'unfit' || answer.is === 'busy') throw new Passing(answer.reason);
    const validator = validatorOf(response.headers);
    if (answer.is === 'whole') await begin(part, { url, validator }, task);
    await receive(response, part, task, url, alive);
    return 'fetched';
  } catch (error) {
    if (error instanceof UndertoneError || error instanceof Passing) throw error;
    if (signal.aborted) throw failed(url, `stopped; ${continued}`);
    if (stalled.signal.aborted) throw new Passing(`nothing came for ${stallMs / 1000} seconds`);
    const { message, cause } = error as Error;
    throw new Passing(cause instanceof Error ? cause.message : message);
  } finally {
    cancel();
    if (response?.bodyUsed === false) await response.body?.cancel().catch(() => {});
  }
}

/** Redirects are followed here, where each is looked at: https leads to https only. */
async function follow(source: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  let url = source;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await fetch(url, { headers, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (!isRedirect(response.status) || location === null) return response;
    await response.body?.cancel().catch(() => {});
    if (!URL.canParse(location, url)) throw failed(source, 'it was redirected to what is no URL');
    url = new URL(location, url).href;
    const allowed = isSafeSource(url) && (isLoopback(source) || !isLoopback(url));
    if (!allowed) throw failed(source, `it was redirected to ${new URL(url).origin}, which is not https`);
  }
  throw failed(source, `it was redirected more than ${mostRedirects} times`);
}

async function begin(part: PartFile, origin: Origin | undefined, task: Task): Promise<void> {
  try {
    await part.restart(origin);
  } catch (error) {
    throw await diskError(error, task.folder, task.file.bytes);
  }
  task.onProgress(0);
}

async function receive(response: Response, part: PartFile, task: Task, url: string, alive: () => void) {
  const { file, folder, onProgress } = task;
  for await (const chunk of response.body ?? []) {
    alive();
    if (part.bytes + chunk.byteLength > file.bytes) {
      await begin(part, undefined, task);
      throw failed(url, `it is longer than the ${file.bytes} bytes of the manifest`);
    }
    try {
      await part.append(chunk);
    } catch (error) {
      throw await diskError(error, folder, file.bytes - part.bytes);
    }
    onProgress(part.bytes);
  }
  // Without a length a cut connection looks like the end of the file.
  if (part.bytes < file.bytes) throw new Passing(`it ended after ${part.bytes} of ${file.bytes} bytes`);
}

/** Ends early, without an error, when `signal` is aborted. */
function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.setTimer(delayMs, end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

function failed(url: string, reason: string): UndertoneError {
  return new UndertoneError('MODEL_DOWNLOAD', `${url}: ${reason}`);
}
