import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import wavefile from 'wavefile';
import { encodeStereoWav } from '#src/caller/wav.js';
import { call } from '#src/cli/call.js';
import { systemClock as clock } from '#src/core/clock.js';
import type { MediaPlane } from '#src/media/media.js';
import { startMediaPlane } from '#src/media/plane.js';
import { type AnsweringBot, type BotManners, startAnsweringBot } from '../../support/answering-bot.js';
import { quietLog as log } from '../../support/quiet-log.js';
import { tone } from '../../support/tone.js';

let media: MediaPlane;
let folder: string;
const bots: AnsweringBot[] = [];

beforeAll(async () => {
  media = await startMediaPlane({ clock, log });
  folder = await mkdtemp(join(tmpdir(), 'undertone-command-'));
});

afterAll(async () => {
  await Promise.all(bots.map((bot) => bot.close()));
  await media.close();
  await rm(folder, { recursive: true });
});

async function run(argv: readonly string[], stop?: AbortSignal) {
  const out: string[] = [];
  const notes: string[] = [];
  const terminal = { out: (text: string) => out.push(text), note: (text: string) => notes.push(text) };
  const status = await call(argv, stop === undefined ? terminal : { ...terminal, stop });
  return { status, out: out.join('\n'), notes: notes.join('\n') };
}

async function startBot(manners: BotManners, protocol: 'udp' | 'tcp' = 'udp') {
  const bot = await startAnsweringBot(media, manners, protocol);
  bots.push(bot);
  return bot;
}

describe.concurrent('undertone call', () => {
  it('speaks, listens, records and prints the timeline as JSON', async () => {
    const { uri } = await startBot({ greetingMs: 200, replyAfterMs: 700, replyMs: 300 });
    const record = join(folder, 'call.wav');
    const words = 'Good morning.';
    const { status, out, notes } = await run([
      uri,
      '--wait-reply',
      '--say',
      words,
      '--wait-reply',
      '--record',
      record,
      '--json',
    ]);
    expect({ status, notes }).toEqual({ status: 0, notes: '' });
    const report = JSON.parse(out);
    expect(report).toMatchObject({ uri, outcome: 'done', status: 200, greeting: {}, endedBy: 'caller' });
    expect(report.turns).toMatchObject([{ said: [{ kind: 'speech', text: words }], reply: {} }]);
    const [{ fromMs, toMs, gapMs }] = report.turns;
    expect(toMs - fromMs).toBeGreaterThan(400);
    // The bot's ear is coarser than the caller's gate: the end of a word may be too soft for it.
    expect(gapMs).toBeGreaterThan(500);
    expect(gapMs).toBeLessThan(800);
    const wav = new wavefile.WaveFile(await readFile(record));
    expect(wav.getSamples(true).length / 16).toBeCloseTo(report.endMs, -2);
  });

  it('plays a stereo file of another rate over TCP, and prints the timeline for people', async () => {
    const { uri } = await startBot({ replyAfterMs: 200, replyMs: 300 }, 'tcp');
    const file = join(folder, 'tone.wav');
    const side = tone(300, { rateHz: 44_100 });
    await writeFile(file, encodeStereoWav(side, side, 44_100));
    const plain = uri.replace(';transport=tcp', '');
    const { status, out, notes } = await run([plain, '--transport', 'tcp', '--play', file, '--wait-reply']);
    expect(status).toBe(0);
    expect(out).toMatch(
      /answered\n.*caller {2}\[.*tone\.wav\]\n.*bot {5}spoke for 0\.3 s at -18 dBFS; gap \d+ ms\n.*the caller hung up$/,
    );
    expect(notes).toMatch(
      /calling\n.*ringing\n.*answered\n.*caller says \[.*tone\.wav\]\n.*bot is heard\n.*the caller ended/,
    );
  });

  it('fails with status 1 and the SIP status when it is refused', async () => {
    const { uri } = await startBot({ refuse: 486 });
    const { status, out } = await run([uri]);
    expect(status).toBe(1);
    expect(out).toContain('not-answered: the peer answered 486 (SIP status 486)');
  });

  it('cancels before it gives up', async ({ expect }) => {
    const bot = await startBot({ onlyRing: true });
    const { status, out } = await run([bot.uri, '--timeout', '300', '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ outcome: 'not-answered', error: { code: 'SIP_TIMEOUT' } });
    await expect.poll(() => bot.cancelled).toBe(1);
  });

  it('hangs up when it is stopped', async ({ expect }) => {
    const bot = await startBot({});
    const stop = new AbortController();
    const running = run([bot.uri, '--wait', '60000'], stop.signal);
    await expect.poll(() => bot.answered).toBe(1);
    stop.abort();
    expect((await running).status).toBe(1);
    await expect.poll(() => bot.byes).toBe(1);
  });

  it('fails with status 1 when nobody listens there', async () => {
    const { status, out } = await run(['sip:100@127.0.0.1:9;transport=tcp', '--timeout', '2000']);
    expect(status).toBe(1);
    expect(out).toContain('not-answered');
  });

  it('shows how it is used, and fails with status 2 when it is used otherwise', async () => {
    expect(await run(['--help'])).toMatchObject({ status: 0, out: expect.stringContaining('--barge-in-after MS') });
    expect(await run(['--say', 'x'])).toMatchObject({ status: 2, notes: expect.stringContaining('needs the SIP URI') });
    expect(await run(['sip:a@127.0.0.1', '--play', '/no/such.wav'])).toMatchObject({ status: 2, out: '' });
  });
});
