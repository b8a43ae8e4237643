/** Words of numbers in English as they are dictated. */
const row = (words: string): readonly string[] => words.split(' ');
const numbered = (words: readonly string[], from = 0): [string, number][] =>
  words.map((word, index) => [word, from + index]);

export const units: ReadonlyMap<string, number> = new Map([
  ...numbered(row('zero one two three four five six seven eight nine')),
  ...row('oh o nought naught aught null').map((word): [string, number] => [word, 0]),
]);
export const teens: ReadonlyMap<string, number> = new Map(
  numbered(row('ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'), 10),
);
export const tens: ReadonlyMap<string, number> = new Map(
  [...row('twenty thirty forty fifty sixty seventy eighty ninety').entries()].map(([index, word]) => [word, index + 2]),
);
export const repeats: ReadonlyMap<string, number> = new Map([
  ['double', 2],
  ['triple', 3],
  ['treble', 3],
  ['quadruple', 4],
]);
/** "three sevens". */
export const plurals: ReadonlyMap<string, string> = new Map([
  ...row('zeros ones twos threes fours fives sixes sevens eights nines').map((word, digit): [string, string] => [
    word,
    String(digit),
  ]),
  ['zeroes', '0'],
  ['ohs', '0'],
]);
/** What a recogniser of free words writes for a digit: it counts where everything else is digits too. */
export const homophones: ReadonlyMap<string, string> = new Map(
  [
    row('owe hero xero ow'),
    row('won wan'),
    row('to too tu'),
    row('tree free'),
    row('for fore ford'),
    row('fife hive'),
    row('sex sicks sits'),
    row('heaven severn'),
    row('ate eat hate'),
    row('nein mine nigh line'),
  ].flatMap((words, digit) => words.map((word): [string, string] => [word, String(digit)])),
);
/** Homophones that are words around a number as well. */
export const ambiguous = new Set(['to', 'too', 'for']);
export const around = new Set(
  row(
    'my the a an account number numbers phone customer code digit digits is are it its was yes yeah yep ok okay so um uh er erm hm hmm ah and then that thats this please here well right hello hi sure let me see i think got have would be youre now next again dash space hyphen s followed by go with starts thank thanks',
  ),
);
export const repairs = new Set(['no', 'sorry', 'wait', 'correction', 'mean', 'nope', 'not', 'scratch', 'actually']);
