/**
 * Engines of the product against recorded traffic: an order of events that a wire once had is understood the same way
 * for ever. UNDERTONE_RECORD=1 records anew, from the protocol servers (test/fixtures/engines/README.md).
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '#src/agent/engine.js';
import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import { readTraffic } from '#src/engines/wire/traffic-file.js';
import { TrafficRecorder } from '#src/engines/wire/traffic-recorder.js';
import { type Recordable, recordables } from '../engines/recordables.js';
import { TrafficPlayer } from '../engines/traffic-player.js';
import { type EngineSubject, Side } from './engine-side.js';

const fixtures = fileURLToPath(new URL('../fixtures/engines/', import.meta.url));
const records = process.env.UNDERTONE_RECORD === '1';

const trafficFile = 'traffic.jsonl.gz';
const trafficOf = (name: string): string =>
  gunzipSync(readFileSync(join(fixtures, name, trafficFile))).toString('utf8');

/** One conversation: a question, a question that takes a tool, a goodbye. */
async function converse(subject: EngineSubject): Promise<string[]> {
  const side = await Side.open(subject);
  side.session.noteSaid('Welcome to Harbour Mobile.');
  await side.play([subject.plain]);
  await side.play(subject.read);
  await side.session.close();
  return digestOf(side.events, subject.engine.capabilities.outputRateHz);
}

/**
 * What came of it: words, calls and ends, with the audio between them in milliseconds. A call stands at the end of its reply: what
 * is being said meanwhile is a race in a cascade.
 */
function digestOf(events: readonly EngineEvent[], rateHz: number): string[] {
  const lines: string[] = [];
  const audio = new Map<number, number>();
  const calls: string[] = [];
  for (const event of events) {
    if (event.type === 'audio') {
      audio.set(event.replyId, (audio.get(event.replyId) ?? 0) + (1000 * event.samples.length) / rateHz);
    } else if (event.type === 'text') lines.push(`${event.replyId} says ${event.text}`);
    else if (event.type === 'tool-call')
      calls.push(`${event.replyId} calls ${event.call.name} ${JSON.stringify(event.call.arguments)}`);
    else if (event.type === 'heard') lines.push(`${event.final ? 'heard' : 'hears'} ${event.text}`);
    else if (event.type === 'done')
      lines.push(...calls.splice(0), `${event.replyId} done after ${Math.round(audio.get(event.replyId) ?? 0)} ms`);
    else lines.push(event.type);
  }
  return lines;
}

async function record({ name, open }: Recordable): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'undertone-record-'));
  const recorder = new TrafficRecorder({ folder, engine: name, clock, log });
  const subject = await open({ tap: recorder.tap });
  const digest = await converse(subject);
  await subject.close();
  await recorder.close();
  mkdirSync(join(fixtures, name), { recursive: true });
  const [file] = readdirSync(folder);
  writeFileSync(join(fixtures, name, trafficFile), gzipSync(readFileSync(join(folder, file!)), { level: 9 }));
  writeFileSync(join(fixtures, name, 'events.txt'), `${digest.join('\n')}\n`);
  rmSync(folder, { recursive: true });
}

describe('recorded traffic', () => {
  test.each(recordables)('of $name is understood as it was', async (recordable) => {
    if (records) await record(recordable);
    const folder = join(fixtures, recordable.name);
    const { header, events } = readTraffic(trafficOf(recordable.name));
    expect(header.engine).toBe(recordable.name);
    const opened = events.find(({ event }) => event.type === 'opened')!.event as { readonly url: string };
    const player = await TrafficPlayer.start(events);
    const url = new URL(recordable.base(opened.url));
    url.port = String(player.port);
    const subject = await recordable.open({ url: url.href.replace(/\/$/, '') });
    const digest = await converse(subject);
    await subject.close();
    const { wrong, left } = player;
    await player.close();
    expect(wrong).toEqual([]);
    expect(digest).toEqual(readFileSync(join(folder, 'events.txt'), 'utf8').trimEnd().split('\n'));
    expect(left).toBe(0);
  });

  test('holds no secret', () => {
    for (const { name } of recordables) {
      expect(trafficOf(name)).not.toMatch(/sk-contract-test|sk-realtime|authorization/i);
    }
  });
});
