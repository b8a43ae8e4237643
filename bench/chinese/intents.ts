/** Requests in free words: how many are understood, how many are taken for others, and what is not a request at all. */
import { initialState } from '#src/engines/local/dialogue/state.js';
import { step } from '#src/engines/local/dialogue/step.js';
import { carrierDialogue } from '../../test/support/carrier-dialogue.js';
import { freeWords, outOfDomain, type Spoken } from '../../test/support/free-words.js';
import { seeded } from '../../test/support/seeded.js';
import type { BenchOptions, Emit } from '../row.js';
import { misheard } from './confusion.js';

const errorRatesPct = [0, 5, 10, 20];
/** Each text is misheard this many times at each rate. */
const draws = 10;
const today = '2026-11-22';

export interface Outcome {
  /** Carried out at once. */
  readonly intent: string | undefined;
  /** Asked back about. */
  readonly asked: string | undefined;
}

/** What the shipped dialogue makes of a first turn. */
export function outcomeOf(text: string, language: Spoken['language']): Outcome {
  const input = { type: 'speech', text, unknownWords: 0, freeWords: true } as const;
  const { state } = step(carrierDialogue, initialState(language), input, today);
  const asked = state.waiting.for === 'intent-check' ? state.waiting.intent : undefined;
  return { intent: state.request?.intent, asked };
}

export function intents(emit: Emit, { show, set: only }: BenchOptions): void {
  for (const language of ['yue', 'cmn', 'en'] as const) {
    for (const set of ['development', 'held_out'] as const) {
      if (only !== undefined && only !== set) continue;
      const texts = freeWords(language, set);
      const rates = language === 'en' ? [0] : errorRatesPct;
      for (const errorsPct of rates) requests(texts, { language, set, errors_pct: errorsPct }, emit, show);
      strangers(outOfDomain(language, set), { language, set }, emit, show);
    }
  }
}

interface Where {
  readonly language: Spoken['language'];
  readonly set: string;
  readonly errors_pct: number;
}

interface Count {
  /** Done at once, or asked back about. */
  right: number;
  answered: number;
  wrong: number;
  wrongQuestion: number;
  all: number;
}

function requests(texts: readonly Spoken[], where: Where, emit: Emit, show?: string): void {
  if (texts.length === 0) return;
  const { language, errors_pct } = where;
  const count: Count = { right: 0, answered: 0, wrong: 0, wrongQuestion: 0, all: 0 };
  for (const [index, { caller, intent }] of texts.entries()) {
    const random = seeded(errors_pct * 100_003 + index);
    for (let draw = 0; draw < (errors_pct === 0 ? 1 : draws); draw += 1) {
      const heard = language === 'en' ? caller : misheard(caller, language, errors_pct, random);
      const outcome = outcomeOf(heard, language);
      add(count, outcome, intent);
      if (show === undefined || outcome.intent === intent) continue;
      console.error(
        `${language} ${errors_pct} ${caller} > ${heard}: ${outcome.intent} ?${outcome.asked}, not ${intent}`,
      );
    }
  }
  const share = (name: string, value: number) =>
    emit({ name: `chinese.${name}`, value: value / count.all, unit: 'share', ...where, texts: texts.length });
  share('intent_share', count.right);
  share('intent_at_once_share', count.answered);
  share('wrong_share', count.wrong);
  share('wrong_question_share', count.wrongQuestion);
}

function add(count: Count, { intent, asked }: Outcome, wanted: string): void {
  count.all += 1;
  if (intent === wanted) count.answered += 1;
  if (intent === wanted || asked === wanted) count.right += 1;
  else if (intent !== undefined) count.wrong += 1;
  else if (asked !== undefined) count.wrongQuestion += 1;
}

function strangers(
  texts: readonly { readonly caller: string; readonly may: readonly string[] }[],
  where: Omit<Where, 'errors_pct'>,
  emit: Emit,
  show?: string,
): void {
  if (texts.length === 0) return;
  const isRefused = ({ caller, may }: (typeof texts)[number]): boolean => {
    const { intent, asked } = outcomeOf(caller, where.language);
    const taken = intent ?? asked;
    return taken === undefined || may.includes(taken);
  };
  const taken = texts.filter((text) => !isRefused(text));
  if (show !== undefined) {
    for (const { caller } of taken)
      console.error(`${where.language} out of domain ${caller}: ${JSON.stringify(outcomeOf(caller, where.language))}`);
  }
  emit({
    name: 'chinese.out_of_domain_refused_share',
    value: 1 - taken.length / texts.length,
    unit: 'share',
    ...where,
    texts: texts.length,
  });
}
