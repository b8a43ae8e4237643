/** Words in which Cantonese (traditional characters) and Mandarin (simplified) differ. */
interface ChineseWords {
  readonly two: string;
  readonly tenThousand: string;
  readonly hundredMillion: string;
  readonly point: string;
  readonly negative: string;
}

export type Chinese = 'yue' | 'cmn';

const words: Readonly<Record<Chinese, ChineseWords>> = {
  yue: { two: '兩', tenThousand: '萬', hundredMillion: '億', point: '點', negative: '負' },
  cmn: { two: '两', tenThousand: '万', hundredMillion: '亿', point: '点', negative: '负' },
};
const digitNames = '零一二三四五六七八九';
const places = ['', '十', '百', '千'];
/** After these a lone 2 is 兩: counted things, not dates or positions. */
const countedThings =
  /^\s*(?:[個个張张次條条位部隻只種种份間间家蚊元塊块毫角分年天日週周星小歲岁倍]|點|点|千|萬|万|億|亿)/u;

export function chineseDigits(digits: string): string {
  return [...digits].map((digit) => digitNames[Number(digit)]).join('');
}

/** A whole number from 0 to 999,999,999,999. */
export function chineseCardinal(value: number, language: Chinese): string {
  const { tenThousand, hundredMillion } = words[language];
  const groups = [
    { size: 1e8, name: hundredMillion },
    { size: 1e4, name: tenThousand },
    { size: 1, name: '' },
  ];
  if (value === 0) return '零';
  let spoken = '';
  let rest = value;
  for (const { size, name } of groups) {
    const group = Math.floor(rest / size);
    rest %= size;
    if (group === 0) continue;
    // A group that does not fill its thousands is joined with 零: 10,010 is 一萬零一十.
    if (spoken !== '' && group < 1000) spoken += '零';
    spoken += group === 2 && name !== '' ? words[language].two + name : belowTenThousand(group, language) + name;
  }
  return spoken.replace(/^一十/u, '十');
}

function belowTenThousand(value: number, language: Chinese): string {
  const digits = [...String(value)].map(Number);
  let spoken = '';
  let skipped = false;
  for (const [index, digit] of digits.entries()) {
    const place = digits.length - 1 - index;
    if (digit === 0) {
      skipped = spoken !== '';
      continue;
    }
    const name = digit === 2 && place >= 2 && index === 0 ? words[language].two : digitNames[digit];
    spoken += `${skipped ? '零' : ''}${name}${places[place]}`;
    skipped = false;
  }
  return spoken;
}

/** `number` is digits with an optional sign and fraction; `after` is the text behind it, which decides between 二 and 兩. */
export function chineseNumber(number: string, after: string, language: Chinese): string {
  const [whole = '0', fraction] = number.replace(/^-/, '').split('.');
  const value = Number(whole);
  const { two, point, negative } = words[language];
  const sign = number.startsWith('-') ? negative : '';
  if (fraction !== undefined) return `${sign}${chineseCardinal(value, language)}${point}${chineseDigits(fraction)}`;
  if (value === 2 && countedThings.test(after)) return sign + two;
  return sign + chineseCardinal(value, language);
}
