const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = ',,twenty,thirty,forty,fifty,sixty,seventy,eighty,ninety'.split(',');
const scales = [
  { value: 1e12, name: 'trillion' },
  { value: 1e9, name: 'billion' },
  { value: 1e6, name: 'million' },
  { value: 1e3, name: 'thousand' },
];
const irregularOrdinals: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

export const englishMonths =
  'January February March April May June July August September October November December'.split(' ');

/** A whole number from 0 to 999,999,999,999,999 the British way: "one thousand and five". */
export function englishCardinal(value: number): string {
  if (value < 20) return small[value]!;
  if (value < 100) {
    const unit = value % 10;
    return tens[Math.floor(value / 10)]! + (unit === 0 ? '' : `-${small[unit]}`);
  }
  if (value < 1000) {
    const rest = value % 100;
    return `${small[Math.floor(value / 100)]} hundred${rest === 0 ? '' : ` and ${englishCardinal(rest)}`}`;
  }
  const scale = scales.find((candidate) => value >= candidate.value)!;
  const rest = value % scale.value;
  const head = `${englishCardinal(Math.floor(value / scale.value))} ${scale.name}`;
  if (rest === 0) return head;
  return `${head} ${rest < 100 ? 'and ' : ''}${englishCardinal(rest)}`;
}

export function englishOrdinal(value: number): string {
  const cardinal = englishCardinal(value);
  const [, before = '', last = ''] = /^(.*?)([a-z]+)$/.exec(cardinal) ?? [];
  const ordinal = irregularOrdinals[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`);
  return before + ordinal;
}

/** A year as it is said: "twenty twenty-six", "two thousand and five", "nineteen oh four". */
export function englishYear(year: number): string {
  const rest = year % 100;
  if (year < 1000 || year > 9999 || (year >= 2000 && year < 2010)) return englishCardinal(year);
  const century = englishCardinal(Math.floor(year / 100));
  if (rest === 0) return `${century} hundred`;
  return `${century} ${rest < 10 ? `oh ${englishCardinal(rest)}` : englishCardinal(rest)}`;
}

export function englishDigits(digits: string): string {
  return [...digits].map((digit) => small[Number(digit)]).join(' ');
}
