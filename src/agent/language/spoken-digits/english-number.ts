import { plurals, teens, tens, units } from './english-words.js';

interface NumberRead {
  readonly digits: string;
  /** Index of the token behind it. */
  readonly next: number;
}

/** Index of the next token that is no space. */
function after(tokens: readonly string[], at: number): number {
  let next = at + 1;
  while (/^\s/u.test(tokens[next] ?? '')) next += 1;
  return next;
}

/** "seven", "twenty three", "twelve hundred", "eight thousand", "four hundred and five", "three sevens". */
export function englishNumber(tokens: readonly string[], at: number): NumberRead | undefined {
  const small = belowHundred(tokens, at);
  if (small === undefined) return undefined;
  const scale = tokens[small.next];
  const value = Number(small.digits);
  const plural = plurals.get(scale ?? '');
  if (plural !== undefined && value >= 2 && value <= 4)
    return { digits: plural.repeat(value), next: after(tokens, small.next) };
  if (value === 0 || (scale !== 'hundred' && scale !== 'thousand')) return small;
  return scale === 'hundred' ? hundreds(tokens, value, small.next) : thousands(tokens, value, small.next);
}

function belowHundred(tokens: readonly string[], at: number): NumberRead | undefined {
  const token = tokens[at] ?? '';
  const next = after(tokens, at);
  const whole = units.get(token) ?? teens.get(token);
  if (whole !== undefined) return { digits: String(whole), next };
  const ten = tens.get(token);
  if (ten === undefined) return undefined;
  const unit = units.get(tokens[next] ?? '') ?? 0;
  // "Twenty oh five" is 2005.
  return unit === 0 ? { digits: `${ten}0`, next } : { digits: `${ten}${unit}`, next: after(tokens, next) };
}

function hundreds(tokens: readonly string[], count: number, at: number): NumberRead {
  const rest = remainder(tokens, after(tokens, at));
  return { digits: String(count * 100 + rest.value), next: rest.next };
}

function thousands(tokens: readonly string[], count: number, at: number): NumberRead {
  const next = after(tokens, at);
  const hundred = belowHundred(tokens, next);
  if (hundred !== undefined && hundred.digits.length === 1 && tokens[hundred.next] === 'hundred') {
    const rest = remainder(tokens, after(tokens, hundred.next));
    return { digits: String(count * 1000 + Number(hundred.digits) * 100 + rest.value), next: rest.next };
  }
  const rest = remainder(tokens, next);
  return { digits: String(count * 1000 + rest.value), next: rest.next };
}

/** Tens and units after a hundred: "and five"; without the "and" a lone digit belongs to what follows. */
function remainder(tokens: readonly string[], at: number): { readonly value: number; readonly next: number } {
  const joined = tokens[at] === 'and';
  const from = joined ? after(tokens, at) : at;
  const rest = belowHundred(tokens, from);
  const isPart = rest !== undefined && (joined || (rest.digits.length === 2 && !rest.digits.startsWith('0')));
  return isPart ? { value: Number(rest.digits), next: rest.next } : { value: 0, next: at };
}
