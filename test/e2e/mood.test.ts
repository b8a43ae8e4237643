/**
 * An upset caller on the telephone: recordings of actors (EmoDB, in German, so that nobody understands a word of them and
 * nothing counts but the voice) go over SIP and RTP to the whole product. The happy ones are the loudest of their speaker,
 * and louder than the angry ones. The shipped model was trained on this speaker too; what it makes of speakers that it has
 * not heard is what `npm run bench -- mood` measures.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWav } from '#src/caller/wav.js';
import type { MoodAction } from '#src/core/mood.js';
import { resampled } from '#src/core/resampled.js';
import { invitationOf, toldBy } from '../support/handover.js';
import { type CallName, type Product, startProduct } from '../support/product.js';
import { recordings, sharedClips } from '../support/shared-data.js';
import { shortDialogue } from '../support/short-dialogue.js';
import { silence } from '../support/tone.js';
import { until } from '../support/until.js';
import { WireCaller } from '../support/wire-caller.js';

const folder = mkdtempSync(join(tmpdir(), 'undertone-mood-'));
const dialogue = join(folder, 'dialogue.yaml');
let product: Product;

const bot = (human: string) =>
  `{ dialogue: ${dialogue}, languages: [en], greeting: { en: Hello. }, transfer: { target: "sip:agent@127.0.0.1:9" }, mood: { sustained: { human: ${human} } } }`;

beforeAll(async () => {
  writeFileSync(dialogue, shortDialogue);
  product = await startProduct(`bots:
  offers: ${bot('offer')}
  transfers: ${bot('transfer')}
tools: {}
back_office: { enabled: false }
routes:
  - { called: "1000", bot: offers }
  - { called: "1001", bot: transfers }
`);
}, 60_000);

afterAll(async () => {
  await product.close();
  rmSync(folder, { recursive: true });
}, 30_000);

const speaker = 'emodb03';

async function turnsOf(label: string): Promise<Int16Array[]> {
  const clips = sharedClips('emotion/emodb/').filter((clip) => clip.speaker === speaker && clip.label === label);
  return Promise.all(
    clips.map(async ({ file }) => {
      const { samples, rateHz } = await readWav(file);
      return resampled(samples, rateHz, 8000);
    }),
  );
}

const energy = (samples: Int16Array) => samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length;
const loudestFirst = (turns: readonly Int16Array[]) => turns.toSorted((a, b) => energy(b) - energy(a));

/** Says each, and lets the bot answer, until `done`. */
async function talk(caller: WireCaller, turns: readonly Int16Array[], done = () => false): Promise<void> {
  for (const turn of turns) {
    if (done()) return;
    const before = saidBy(caller.call).length;
    await caller.say(turn);
    await caller.say(silence(600));
    await until(() => done() || saidBy(caller.call).length > before, 15_000);
    await until(() => done() || isSilent(caller.call), 15_000);
  }
}

const saidBy = (call: CallName) => product.botSaid(call);

/** The bot waits for the caller. */
function isSilent(call: CallName): boolean {
  const states = product.eventsOf(call).filter((event) => event.type === 'turn-state');
  const last = states.at(-1);
  return last?.type === 'turn-state' && last.to === 'Silence';
}

const actionsOf = (call: CallName): readonly MoodAction[] =>
  product.eventsOf(call).flatMap((event) => (event.type === 'mood-action' ? [event.action] : []));

const levelsOf = (call: CallName) =>
  product.eventsOf(call).flatMap((event) => (event.type === 'mood' ? [event.level] : []));

describe.skipIf(recordings.missing)(`an upset caller${recordings.note}`, { timeout: 120_000 }, () => {
  test.concurrent('is apologised to, hears no promotion, and is offered a colleague', async () => {
    const caller = await WireCaller.dial(product.sip('udp'), '1000');
    const { call } = caller;
    await until(() => isSilent(call), 10_000);
    const angry = await turnsOf('anger');
    await talk(caller, angry.slice(0, 8), () => actionsOf(call).includes('offer-human'));
    expect(actionsOf(call)).toEqual(['apologise', 'offer-human']);
    expect(saidBy(call).join(' ')).toMatch(/sorry|apologise/i);
    await product.heardSaying(call, /put you through|talk to a colleague/);
    await caller.press('1');
    await product.heardSaying(call, /What else/);
    const said = saidBy(call).join(' ');
    expect(said).toContain('It is fifty dollars.');
    expect(said).not.toContain('data pack');
    await caller.hangUp();
  });

  test.concurrent('is put through where the bot is to do so, and the target reads why', async () => {
    const caller = await WireCaller.dial(product.sip('udp'), '1001');
    await until(() => isSilent(caller.call), 10_000);
    const angry = await turnsOf('anger');
    const referred = caller.peer.next('REFER', 100_000);
    let isReferred = false;
    void referred.then(() => {
      isReferred = true;
    });
    await talk(caller, angry.slice(0, 8), () => isReferred || actionsOf(caller.call).includes('transfer'));
    const refer = await referred;
    const { uri, headers } = invitationOf(refer.header('Refer-To') ?? '');
    expect(uri).toBe('sip:agent@127.0.0.1:9');
    expect(toldBy(headers['User-to-User'])).toMatchObject({
      mood: 'sustained',
      anger: expect.any(Number),
      summary: expect.stringMatching(/^\d turns in en/),
    });
    caller.peer.respond(refer, '603 Decline');
    await product.heardSaying(caller.call, /nobody could take your call|colleagues are busy/);
    await caller.hangUp();
  });

  test.concurrent('is not taken for one when loud and happy', async () => {
    const caller = await WireCaller.dial(product.sip('udp'), '1000');
    const { call } = caller;
    await until(() => isSilent(call), 10_000);
    const happy = loudestFirst(await turnsOf('happiness'));
    await talk(caller, happy.slice(0, 4));
    expect(levelsOf(call).length).toBeGreaterThanOrEqual(4);
    expect(actionsOf(call)).toEqual([]);
    await caller.press('1');
    await product.heardSaying(call, /data pack/);
    expect(saidBy(call).join(' ')).not.toMatch(/sorry|apologise/i);
    await caller.hangUp();
  });
});
