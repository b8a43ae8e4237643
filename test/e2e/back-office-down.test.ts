import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BackOffice, startBackOffice } from '#src/backoffice/backoffice.js';
import type { CallerLeg } from '#src/caller/leg.js';
import { systemClock as clock } from '#src/core/clock.js';
import { type HttpProxy, startHttpProxy, type Trouble } from '../support/http-proxy.js';
import { type Product, startProduct } from '../support/product.js';
import { quietLog as log } from '../support/quiet-log.js';
import { until } from '../support/until.js';

/** The API behind the tools fails in the middle of a conversation, or was never there. */
const troubles: readonly Trouble[] = ['refuses', 'is silent', 'answers 500', 'answers nonsense', 'breaks off'];
const numberOf = (trouble: Trouble) => `20${troubles.indexOf(trouble)}`;

let backOffice: BackOffice;
let product: Product;
const ways = new Map<Trouble, HttpProxy>();

beforeAll(async () => {
  backOffice = await startBackOffice({ address: '127.0.0.1', port: 0, clock, log });
  for (const trouble of troubles) ways.set(trouble, await startHttpProxy(backOffice.url));
  product = await startProduct(configuration());
}, 60_000);

afterAll(async () => {
  await product.close();
  for (const way of ways.values()) await way.close();
  await backOffice.close();
}, 30_000);

/** A number, a bot and an API for each trouble; 300 and 301 have an API that was never there. */
function configuration(): string {
  const bot = (name: string, languages: string, api: string) =>
    `  ${name}: { languages: ${languages}, dialogue: dialogues/carrier.yaml, tools: [${api}], ${greeting} }`;
  const greeting = 'greeting: { en: "Welcome.", yue: 歡迎致電。 }';
  const sections = {
    routes: [
      ...troubles.map((trouble) => `  - { called: "${numberOf(trouble)}", bot: bot${numberOf(trouble)} }`),
      '  - { called: "300", bot: bot300 }',
      '  - { called: "301", bot: bot301 }',
    ],
    bots: [
      ...troubles.map((trouble) => bot(`bot${numberOf(trouble)}`, '[en]', `api${numberOf(trouble)}`)),
      bot('bot300', '[en]', 'never'),
      bot('bot301', '[yue]', 'never'),
    ],
    tools: [
      ...troubles.map(
        (trouble) =>
          `  api${numberOf(trouble)}: { openapi: "${ways.get(trouble)?.url}/openapi.json", timeout_ms: 500 }`,
      ),
      '  never: { openapi: "http://127.0.0.1:9/openapi.json", timeout_ms: 500 }',
    ],
  };
  const sectionText = Object.entries(sections).map(([name, lines]) => `${name}:\n${lines.join('\n')}`);
  return [...sectionText, 'back_office: { enabled: false }'].join('\n');
}

const toolEvents = (leg: CallerLeg) => product.eventsOf(leg).filter((event) => event.type === 'tool');

async function greeted(number: string): Promise<CallerLeg> {
  const leg = await product.call(number);
  await leg.waitReply();
  return leg;
}

/** Asks about the bill; the bot wants to know the account. */
async function asked(leg: CallerLeg): Promise<void> {
  await leg.dtmf('1');
  await leg.waitAudible(300);
}

/** Presses keys and listens to the end of what the bot says. */
async function keyed(leg: CallerLeg, digits: string): Promise<string> {
  await leg.dtmf(digits);
  const reply = await leg.waitReply();
  await until(() => product.eventsOf(leg).at(-1)?.type === 'said');
  const said = product.botSaid(leg).at(-1) ?? '';
  expect(reply.audibleMs).toBeGreaterThan(1000);
  return said;
}

describe.concurrent('a caller whose question needs an API that', { timeout: 60_000 }, () => {
  test.each(troubles)('%s hears one apology, and the answer once the API is back', async (trouble) => {
    const way = ways.get(trouble)!;
    const leg = await greeted(numberOf(trouble));
    await asked(leg);
    await way.fail(trouble);
    const apology = await keyed(leg, '12345678');
    expect(apology).toMatch(/^I am sorry, our system does not answer at the moment/);
    expect(apology.match(/sorry/gi)).toHaveLength(1);
    expect(toolEvents(leg)).toMatchObject([{ name: 'get_bill', ok: false }]);
    await way.heal();
    await leg.dtmf('1');
    await leg.waitAudible(1500);
    expect(toolEvents(leg)).toMatchObject([{ ok: false }, { name: 'get_bill', ok: true }]);
    await leg.hangUp();
    await product.event(leg, 'ended');
    expect(product.botSaid(leg).at(-1)).toMatch(/^Your bill/);
  });

  test.each([
    ['300', /^I am sorry, our system does not answer/, /What is it about/],
    ['301', /^好對唔住，系統而家冇回應/, /請問係邊方面/],
  ])(
    'was never there (called: %s) hears one apology, and can ask what needs none',
    async (number, apology, question) => {
      const leg = await greeted(number);
      await asked(leg);
      expect(await keyed(leg, '12345678')).toMatch(apology);
      await leg.dtmf('5');
      await leg.waitAudible(1500);
      await leg.hangUp();
      await product.event(leg, 'ended');
      expect(product.botSaid(leg).at(-1)).toMatch(question);
      expect(product.botSaid(leg).filter((said) => apology.test(said))).toHaveLength(1);
    },
  );
});
