/** Exchanges of callers with the carrier's hotline in Cantonese, played on the shipped dialogue by their text. */
import { driftOf } from '#src/agent/language/drift.js';
import type { SlotValue } from '#src/engines/local/dialogue/state.js';
import { DialogueCaller } from './dialogue-caller.js';
import { type Exchange, exchangesIn } from './exchanges.js';

export const cantoneseExchanges = exchangesIn('cantonese-exchanges.yaml');

export interface SuiteShare {
  /** Exchanges in which intent, slots and reply are right, of all. */
  readonly share: number;
  readonly exchanges: number;
  /** A line for each that is not, with what is wrong. */
  readonly failures: readonly string[];
}

export function cantoneseSuiteShare(exchanges: readonly Exchange[]): SuiteShare {
  const failures = exchanges.flatMap((exchange) => {
    const wrong = playExchange(exchange);
    return wrong.length === 0 ? [] : [`${[...exchange.after, exchange.caller].join(' > ')}: ${wrong.join('; ')}`];
  });
  return { share: 1 - failures.length / exchanges.length, exchanges: exchanges.length, failures };
}

/** What is wrong with an exchange; nothing when all is as expected. */
export function playExchange({ after, caller: words, intent, slots, reply }: Exchange): string[] {
  const caller = new DialogueCaller('yue');
  const before = after.map((input) => caller.hears(input));
  if (before.length > 0 && caller.state.misses > 0) return ['the words before it are not understood'];
  const first = caller.hears(words);
  // Who is asked whether that was it says yes.
  const { waiting } = caller.state;
  const said = waiting.for === 'intent-check' && waiting.intent === intent ? caller.hears('係') : first;
  const { request, language } = caller.state;
  const drift = language === 'yue' ? driftOf(said, 'yue') : undefined;
  return [
    ...(request?.intent === intent ? [] : [`is taken for ${request?.intent}, not ${intent}`]),
    ...Object.entries(slots)
      .filter(([name, value]) => codeOf(caller.state.slots[name]) !== value)
      .map(([name, value]) => `${name} is ${codeOf(caller.state.slots[name])}, not ${value}`),
    ...(withoutGaps(said).includes(reply) ? [] : [`the reply "${said}" has no ${reply}`]),
    ...(drift === undefined ? [] : [`the reply "${said}" is ${drift}`]),
  ];
}

/** Numbers are read back in groups. */
const withoutGaps = (text: string): string => text.replace(/(?<=\d) (?=\d)/g, '');

/** A choice by its code, anything else as it is. */
function codeOf(slot: SlotValue | undefined): unknown {
  return typeof slot === 'object' ? (slot.code ?? slot.value) : slot;
}
