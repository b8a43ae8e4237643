import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DialOptions } from '#src/caller/dial.js';
import type { CallerLeg } from '#src/caller/leg.js';
import { parseConfig } from '#src/config/load.js';
import type { Environment } from '#src/config/secret.js';
import type { CallEvent } from '#src/core/call-event.js';
import { systemClock } from '#src/core/clock.js';
import type { Language } from '#src/core/language.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { modelPlaces } from '#src/models/places.js';
import type { StartRecognition } from '#src/recognition.js';
import { type Running, run } from '#src/run.js';
import type { IncomingCall, SipAddress } from '#src/sip/sip.js';
import { type Phone, startPhone } from './phone.js';
import { quietLog } from './quiet-log.js';
import { concat } from './tone.js';
import { until } from './until.js';

const configFile = fileURLToPath(new URL('../../config/undertone.yaml', import.meta.url));

const nobody = 'sip:nobody@127.0.0.1:9';

/** The bots, who transfer to `target`. */
export function botsSection(target = nobody): string {
  const bot = [
    'dialogue: dialogues/carrier.yaml',
    'tools: [carrier]',
    'greeting: { en: "Welcome. How can I help you?", yue: 歡迎致電，請問有咩可以幫到你？ }',
    `transfer: { target: "${target}", timeout_ms: 3000 }`,
    // The synthetic voice that speaks Chinese here is taken for angry (docs/mood.md).
    'mood: { enabled: false }',
  ].join(', ');
  return `bots:
  english: { languages: [en, yue, cmn], ${bot} }
  cantonese: { languages: [yue, cmn, en], ${bot} }`;
}

/** The shipped configuration's shape on loopback and free ports; `more` is YAML that replaces whole sections. */
export function productConfig(more = ''): string {
  const sections: Record<string, string> = {
    sip: 'sip: { listeners: [{ protocol: udp, address: 127.0.0.1, port: 0 }, { protocol: tcp, address: 127.0.0.1, port: 0 }] }',
    routes: `routes:
  - { called: "1000", bot: english }
  - { called: "1001", bot: cantonese }`,
    bots: botsSection(),
    tools: 'tools: { carrier: { openapi: back_office, timeout_ms: 2000 } }',
    back_office: 'back_office: { enabled: true, port: 0 }',
    log: 'log: { level: warn }',
  };
  for (const section of more.split(/^(?=\w+:)/m)) {
    const name = /^\w+/.exec(section)?.[0];
    if (name !== undefined) sections[name] = section;
  }
  return Object.values(sections).join('\n');
}

export interface Bill {
  readonly total: number;
  readonly main_reason: Readonly<Record<Language, string>>;
}

/** An amount as the bot says it. */
export const money = (amount: number) => `HK$${amount.toLocaleString('en', { minimumFractionDigits: 2 })}`;

/** A call by its Call-ID; a leg of the phone is one. */
export interface CallName {
  readonly callId: string;
}

export interface Product {
  readonly events: CallEvent[];
  readonly backOfficeUrl: string;
  readonly phone: Phone;
  uri(user: string, transport?: 'udp' | 'tcp'): string;
  /** Where SIP is listened on. */
  sip(transport: 'udp' | 'tcp'): SipAddress;
  /** A phone of the test's own that calls the product over the network of this machine. */
  call(user: string, options?: Partial<DialOptions>): Promise<CallerLeg>;
  /** Speech for the phone. */
  speech(text: string, language?: Language): Promise<{ readonly samples: Int16Array; readonly rateHz: number }>;
  /** What the bot said in the call, as its history has it. */
  botSaid(call: CallName): readonly string[];
  eventsOf(call: CallName): readonly CallEvent[];
  /** Resolves with the first event of that type of the call, past or to come. */
  event<T extends CallEvent['type']>(call: CallName, type: T): Promise<Extract<CallEvent, { type: T }>>;
  /** Resolves with what the bot said in the call that fits, once it has been said. */
  heardSaying(call: CallName, words: RegExp, withinMs?: number): Promise<string>;
  /** The call that this caller placed last, by another phone than `phone`. */
  callFrom(user: string): Promise<CallName>;
  /** What the database holds, asked over the API as the bot does. */
  billOf(account: string): Promise<Bill>;
  readonly running: Running;
  close(): Promise<void>;
}

export interface ProductHearing {
  readonly models?: string;
  readonly recognition?: StartRecognition;
}

/** No model of the machine's own is found by tests. */
const noModels = { manifest: modelPlaces.manifest, folder: join(tmpdir(), 'undertone-no-models') };

/**
 * The whole product in this process, as `npm start` puts it together, and a phone to call it with.
 * @param environment what its secrets are taken from
 * @param hearing the models that have been pulled, default none, and what hears in place of them
 */
export async function startProduct(
  more = '',
  onInvite?: (call: IncomingCall) => void,
  environment: Environment = {},
  { models = noModels.folder, recognition }: ProductHearing = {},
): Promise<Product> {
  const events: CallEvent[] = [];
  const waiting = new Set<() => void>();
  const log = quietLog;
  const clock = systemClock;
  const onEvent = (event: CallEvent) => {
    events.push(event);
    for (const look of waiting) look();
  };
  const config = parseConfig(productConfig(more), configFile, environment);
  const modelPlaces = { ...noModels, folder: models };
  const running = await run({ config, clock, log, onEvent, modelPlaces, ...(recognition && { recognition }) });
  const phone = await startPhone(onInvite);
  const { voice, close: closeVoice } = await startLocalVoice({ clock });
  const sip = (transport: 'udp' | 'tcp') => running.listening.find(({ protocol }) => protocol === transport)!;
  const uri = (user: string, transport: 'udp' | 'tcp' = 'udp') =>
    `sip:${user}@127.0.0.1:${sip(transport).port};transport=${transport}`;
  const eventsOf = ({ callId }: CallName) => events.filter((event) => event.callId === callId);
  const botSaid = (call: CallName) =>
    eventsOf(call).flatMap((event) => (event.type === 'said' && event.by === 'bot' ? [event.text] : []));

  return {
    events,
    backOfficeUrl: running.backOfficeUrl ?? '',
    uri,
    sip,
    phone,
    call: (user, options) => phone.dial(uri(user), options),
    async speech(text, language = 'en') {
      const chunks: Int16Array[] = [];
      for await (const chunk of voice.speak(text, language, {}, new AbortController().signal))
        chunks.push(chunk.samples);
      return { samples: concat(...chunks), rateHz: voice.rateHz };
    },
    eventsOf,
    botSaid,
    heardSaying: (call, words, withinMs = 30_000) =>
      until(() => botSaid(call).find((text) => words.test(text)), withinMs).catch(() => {
        const happened = eventsOf(call).map((event) => JSON.stringify({ ...event, callId: undefined }));
        throw new Error(`the bot did not say ${words}; what happened: ${happened.join(' ')}`);
      }),
    callFrom: (user) =>
      until(() => events.findLast((event) => event.type === 'invited' && event.caller === user), 5000),
    async billOf(account) {
      const response = await fetch(`${running.backOfficeUrl}/accounts/${account}/bill`);
      if (response.status !== 200) throw new Error(`the back office answered ${response.status}`);
      return (await response.json()) as Bill;
    },
    running,
    event(leg, type) {
      return new Promise((resolve) => {
        const look = () => {
          const found = eventsOf(leg).find((event) => event.type === type);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found as never);
        };
        waiting.add(look);
        look();
      });
    },
    async close() {
      await phone.close();
      await closeVoice();
      await running.stop(0);
    },
  };
}
