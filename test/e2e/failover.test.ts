import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CascadeServer, startCascadeServer } from '../engines/cascade/cascade-server.js';
import { type Product, startProduct } from '../support/product.js';
import { until } from '../support/until.js';

/** Two engines behind HTTP and the embedded one, in whole calls. */
let first: CascadeServer;
let second: CascadeServer;
let product: Product;

const greeting = 'greeting: { en: "Welcome." }';
const transfer = 'transfer: { target: "sip:nobody@127.0.0.1:9", timeout_ms: 3000 }';
const nowhere = 'http://127.0.0.1:9';

function engineAt(url: string): string {
  return `{ family: cascade, recogniser: local, model: { url: "${url}/v1", model: m },
    voice: { driver: openai, url: "${url}/v1", model: tts, voice: alloy, languages: [en] } }`;
}

beforeAll(async () => {
  first = await startCascadeServer(() => ({
    text: 'The first engine says that all is well. It has more to say than that.',
  }));
  second = await startCascadeServer(() => ({ text: 'The second engine goes on.' }));
  product = await startProduct(`engines:
  first: ${engineAt(first.url)}
  second: ${engineAt(second.url)}
  away: ${engineAt(nowhere)}
routes:
  - { called: "1", bot: both }
  - { called: "2", bot: spare }
  - { called: "3", bot: none }
bots:
  both: { engines: [first, second], ${greeting}, ${transfer} }
  spare: { engines: [away, local], dialogue: dialogues/carrier.yaml, ${greeting} }
  none: { engines: [away], ${greeting} }
`);
}, 60_000);

afterAll(async () => {
  await product.close();
  await first.close();
  await second.close();
});

describe.concurrent('a bot with several engines', { timeout: 60_000 }, () => {
  test('the call goes on with the second when the first breaks off in the middle of its words', async () => {
    const leg = await product.call('1');
    await leg.waitReply();
    await leg.dtmf('1#');
    await product.heardSaying(leg, /all is well/);
    first.misbehave('half-closed');
    await leg.dtmf('2#');
    await product.heardSaying(leg, /second engine goes on/);
    expect(product.eventsOf(leg)).toContainEqual(
      expect.objectContaining({ type: 'took-over', from: 'first', to: 'second', tries: 1 }),
    );
    // What was said before is known to it, and what it is asked is the caller's last turn.
    const { messages } = second.asked[0]!;
    expect(messages.some(({ role, content }) => role === 'assistant' && /all is well/.test(content ?? ''))).toBe(true);
    expect(messages.at(-1)?.content).toMatch(/pressed 2/);
    await leg.hangUp();
    const ended = await product.event(leg, 'ended');
    expect(ended.reason).toBe('caller-hung-up');
  });

  test('one that is away at the start is said, and the next one takes the call', async () => {
    const away = product.running.engines.find(({ name }) => name === 'away');
    expect(away).toMatchObject({ state: 'open', error: { code: 'ENGINE_UNAVAILABLE' } });
    const leg = await product.call('2');
    await leg.waitReply();
    await leg.dtmf('1');
    await product.heardSaying(leg, /account/i);
    await leg.hangUp();
  });

  test('with none that could take it the call is refused before it is answered, with 503', async () => {
    await expect(product.call('3')).rejects.toMatchObject({ details: { status: 503 } });
    const refused = await until(() => product.events.find(({ type }) => type === 'refused'), 5000);
    expect(refused).toMatchObject({ status: 503, code: 'ENGINE_UNAVAILABLE' });
  });
});
