/**
 * Simulated callers who dictate an account number to the carrier's dialogue, hear it read back and say what is wrong with it.
 * What the recogniser hears of them is text with errors (heard-digits.ts): it is the dialogue that is measured, not a recogniser.
 */
import type { Language } from '#src/core/language.js';
import { languages } from '#src/core/language.js';
import type { DialogueState } from '#src/engines/local/dialogue/state.js';
import { carrierAnswer, knownAccount } from '../../test/support/carrier-dialogue.js';
import { DialogueCaller } from '../../test/support/dialogue-caller.js';
import { seeded } from '../../test/support/seeded.js';
import type { Emit } from '../row.js';
import { mishear, mishearWord, pick, type Random } from './heard-digits.js';

const length = 8;
const group = 4;
/** Read-backs after which the caller takes the keypad. */
const mostRounds = 4;
/** Turns after which a call that comes to nothing is given up. */
const mostTurns = 30;
const errorShare = 0.05;
const defaultCalls = 2000;
const request: Readonly<Record<Language, string>> = { en: 'my bill', yue: '賬單', cmn: '账单' };
const yes: Readonly<Record<Language, string>> = { en: 'yes', yue: '啱', cmn: '对' };
const no: Readonly<Record<Language, string>> = { en: 'no', yue: '唔係', cmn: '不对' };
const ordinals = 'first second third fourth fifth sixth seventh eighth'.split(' ');
const chineseNumerals = '一二三四五六七八';

export interface DigitsOptions {
  readonly calls: number;
  readonly seed: number;
}

export const digitsOptionsOf = (options: Readonly<Record<string, string>>): DigitsOptions => ({
  calls: Number(options.calls ?? defaultCalls),
  seed: Number(options.seed ?? 1),
});

/** Rows `chinese.digits_*` for each language. */
export async function digitsShare(emit: Emit, { calls, seed }: DigitsOptions): Promise<void> {
  for (const [index, language] of languages.entries()) {
    const random = seeded(seed + 1000 * index);
    const results = Array.from({ length: calls }, () => simulate(language, random, errorShare));
    const share = (of: Result['end']): number => results.filter(({ end }) => end === of).length / calls;
    const where = { language, digits: length, errors_pct: 100 * errorShare, calls, seed };
    const mean = results.reduce((sum, { rounds }) => sum + rounds, 0) / calls;
    emit({ name: 'chinese.digits_share', value: share('right'), unit: 'share', ...where });
    emit({ name: 'chinese.digits_wrong_share', value: share('wrong'), unit: 'share', ...where });
    emit({ name: 'chinese.digits_keypad_share', value: share('keypad'), unit: 'share', ...where });
    emit({ name: 'chinese.digits_rounds.mean', value: mean, unit: 'read-backs', ...where });
    const first = results.filter(({ end, rounds }) => end === 'right' && rounds === 1).length / calls;
    emit({ name: 'chinese.digits_first_share', value: first, unit: 'share', ...where });
  }
}

interface Result {
  /** Confirmed by voice, right or wrong; the caller took to the keypad. */
  readonly end: 'right' | 'wrong' | 'keypad';
  readonly rounds: number;
  readonly turns: readonly string[];
}

export function simulate(language: Language, random: Random, errors: number): Result {
  const number = Array.from({ length }, () => String(Math.floor(random() * 10))).join('');
  const person = new Person(language, number, random, errors);
  const caller = new DialogueCaller(language);
  let confirmed: string | undefined;
  caller.answer = (call) => {
    confirmed = String(call.arguments.account);
    return carrierAnswer({ ...call, arguments: { account: knownAccount } });
  };
  caller.hears(request[language]);
  const turns: string[] = [];
  let rounds = 0;
  while (confirmed === undefined && turns.length < mostTurns) {
    const { waiting } = caller.state;
    if (waiting.for === 'slot-check') rounds += 1;
    if (rounds > mostRounds || caller.state.misses > 1) return { end: 'keypad', rounds, turns };
    const said = person.answers(waiting);
    turns.push(`${JSON.stringify(waiting)} ${said}`);
    // Nothing heard is silence.
    caller.hears(said === '' ? ' ' : said);
  }
  if (confirmed === undefined) return { end: 'keypad', rounds, turns };
  return { end: confirmed === number ? 'right' : 'wrong', rounds, turns };
}

type Waiting = DialogueState['waiting'];

/** Somebody who knows the number and is truthful. */
class Person {
  readonly #language: Language;
  readonly #number: string;
  readonly #random: Random;
  readonly #errors: number;
  /** Digits in one breath. */
  readonly #breath: number;
  #said = 0;

  constructor(language: Language, number: string, random: Random, errors: number) {
    this.#language = language;
    this.#number = number;
    this.#random = random;
    this.#errors = errors;
    this.#breath = pick(random, [length, length, group, group, 3, 2]);
  }

  answers(waiting: Waiting): string {
    switch (waiting.for) {
      case 'slot':
        return this.#dictates(waiting.digits ?? '');
      case 'slot-check':
        return waiting.digits === this.#number ? this.#word(yes) : this.#corrects(waiting.digits);
      case 'slot-fix':
        return this.#explains(waiting);
      default:
        return request[this.#language];
    }
  }

  #dictates(kept: string): string {
    if (kept === '') this.#said = 0;
    const isAsSaid = this.#number.startsWith(kept) && kept.length === this.#said;
    // What was read out is wrong, or all has been said: the number from its beginning, or the last piece again.
    if (!isAsSaid && this.#said >= length) return this.#all();
    if (!isAsSaid && this.#random() < 0.5) {
      const from = Math.max(0, this.#said - this.#breath);
      return this.#phrase([this.#word(no), this.#digits(this.#number.slice(from, this.#said))]);
    }
    const piece = this.#number.slice(this.#said, this.#said + this.#breath);
    this.#said += piece.length;
    return this.#digits(piece);
  }

  #all(): string {
    this.#said = length;
    return this.#digits(this.#number);
  }

  /** No, and one of the ways in which people go on. */
  #corrects(heard: string): string {
    this.#said = length;
    const wrong = [...this.#number].flatMap((digit, index) => (heard[index] === digit ? [] : [index]));
    const denial = this.#word(no);
    const whole = (): string => this.#phrase([denial, this.#digits(this.#number)]);
    const plainly = (): string => denial;
    const groups = new Set(wrong.map((index) => Math.floor(index / group)));
    if (groups.size > 1) return pick(this.#random, [whole, whole, plainly])();
    const [half = 0] = groups;
    const part = this.#number.slice(half * group, (half + 1) * group);
    const inGroup = [
      whole,
      plainly,
      () => this.#phrase([denial, this.#halfIs(half, part)]),
      () => this.#phrase([denial, this.#digits(part)]),
    ];
    if (wrong.length > 1) return pick(this.#random, inGroup)();
    const at = wrong[0]!;
    const single = [
      () => this.#phrase([denial, this.#digitIs(at)]),
      () => this.#digitIs(at),
      () => this.#notBut(heard[at]!, this.#number[at]!),
    ];
    return pick(this.#random, [...inGroup, ...single, ...single])();
  }

  #explains({ digits, part, swap }: Extract<Waiting, { for: 'slot-fix' }>): string {
    if (swap !== undefined) {
      const places = [...digits].flatMap((digit, index) => (digit === swap.was ? [index] : []));
      return this.#ordinal(places.findIndex((index) => this.#number[index] !== digits[index]));
    }
    if (part !== undefined) return this.#digits(this.#number.slice(part.start, part.start + part.count));
    const wrong = [0, 1].filter((half) => this.#half(digits, half) !== this.#half(this.#number, half));
    if (wrong.length > 1) return this.#all();
    const half = wrong[0] ?? 0;
    const part4 = this.#half(this.#number, half);
    return pick(this.#random, [
      () => this.#halfName(half),
      () => this.#halfIs(half, part4),
      () => this.#digits(part4),
      () => this.#all(),
    ])();
  }

  #half = (digits: string, half: number): string => digits.slice(half * group, (half + 1) * group);

  #halfName(half: number): string {
    const words = { en: ['the first four', 'the last four'], yue: ['頭四個', '後四個'], cmn: ['前四位', '后四位'] };
    return words[this.#language][half]!;
  }

  #halfIs(half: number, part: string): string {
    const copula = { en: 'are', yue: '係', cmn: '是' }[this.#language];
    return this.#phrase([this.#halfName(half), copula, this.#digits(part)]);
  }

  #ordinal(index: number): string {
    if (this.#language === 'en') return `the ${ordinals[index]!}`;
    return `第${chineseNumerals[index]!}${this.#language === 'yue' ? '個' : '位'}`;
  }

  #digitIs(index: number): string {
    const copula = { en: 'digit is', yue: '係', cmn: '是' }[this.#language];
    const last = { en: 'the last', yue: '尾嗰個', cmn: '最后一位' }[this.#language];
    const place = index === length - 1 && this.#random() < 0.5 ? last : this.#ordinal(index);
    const heard = mishearWord(place, this.#language, this.#random, this.#errors);
    return this.#phrase([heard, copula, this.#digits(this.#number[index]!)]);
  }

  #notBut(was: string, now: string): string {
    const [before, between] = { en: ['not', 'but'], yue: ['唔係', '係'], cmn: ['不是', '是'] }[this.#language];
    return this.#phrase([before!, this.#digits(was), between!, this.#digits(now)]);
  }

  #digits = (digits: string): string => mishear(digits, this.#language, this.#random, this.#errors);
  #word = (words: Readonly<Record<Language, string>>): string =>
    mishearWord(words[this.#language], this.#language, this.#random, this.#errors);
  #phrase = (parts: readonly string[]): string =>
    parts.filter((part) => part !== '').join(this.#language === 'en' ? ' ' : '');
}
