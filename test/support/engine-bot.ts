/** A whole product whose bot, at 1000, has one engine as the configuration describes it. */
import type { CallerLeg } from '#src/caller/leg.js';
import type { Environment } from '#src/config/secret.js';
import { type Product, startProduct } from './product.js';

export const botPersona = 'You are Harbour Mobile.';
export const botGreeting = 'Welcome.';

/**
 * @param engine its keys, as a flow mapping's inside
 * @param environment what its secrets are taken from
 */
export function startEngineBot(engine: string, environment: Environment = {}): Promise<Product> {
  const config = `engines:
  remote: { ${engine} }
bots:
  english:
    engines: [remote]
    languages: [en]
    tools: [carrier]
    greeting: { en: "${botGreeting}" }
    persona: "${botPersona}"
routes:
  - { called: "1000", bot: english }
`;
  return startProduct(config, undefined, environment);
}

/** A story that takes longer than anybody listens. */
export const story = Array.from(
  { length: 12 },
  (_, at) => `This is part ${at + 1} of what I can tell you about our plans. `,
);

/** A call whose caller asks for something, listens for `heardMs`, and then talks over the answer. */
export async function callAndTalkOver(product: Product, heardMs: number): Promise<CallerLeg> {
  const leg = await product.call('1000', { timeoutMs: 30_000 });
  await leg.waitReply();
  await leg.say(await product.speech('Could you please tell me about all of your plans?'));
  await leg.waitAudible(heardMs);
  await leg.say(await product.speech('Stop, that is enough, I want something else now please.'));
  return leg;
}

/** Hangs up, and waits until the product knows. */
export async function endCall(product: Product, leg: CallerLeg): Promise<void> {
  await leg.hangUp();
  await product.event(leg, 'ended');
}
