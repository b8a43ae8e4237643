import type { ServerResponse } from 'node:http';
import type { Fault } from '../contract/engine-side.js';

const pause = (durationInMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationInMs));

/** 429 and 500, for the request that begins a reply. True when it was answered so. */
export function refused(response: ServerResponse, fault: Fault | undefined): boolean {
  if (fault === 'busy') response.writeHead(429, { 'retry-after': '30' }).end('{"error":{"message":"no free slot"}}');
  else if (fault === 'broken') response.writeHead(500).end('{"error":{"message":"CUDA out of memory"}}');
  else return false;
  return true;
}

/** Writes a body as an engine streams it, or wrongly; ends when it is out or the client is gone. */
export async function writeBody(
  response: ServerResponse,
  parts: readonly Uint8Array[],
  fault: Fault | undefined,
  nonsense: Uint8Array,
): Promise<void> {
  if (fault === 'slow-first-audio') await pause(500);
  for (const [index, part] of parts.entries()) {
    if (response.destroyed) return;
    if (index === Math.ceil(parts.length / 2)) {
      if (fault === 'stalled') return;
      if (fault === 'half-closed') response.destroy();
      if (fault === 'garbage') response.write(nonsense);
    }
    if (!response.write(part)) await drained(response);
    // Parts arrive as parts.
    await pause(1);
  }
  if (fault === 'over-long') return writeForEver(response, parts.at(-1)!);
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}

async function writeForEver(response: ServerResponse, part: Uint8Array): Promise<void> {
  while (!response.destroyed) {
    response.write(part);
    await pause(1);
  }
}
