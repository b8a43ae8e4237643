import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Language, languages } from '#src/core/language.js';
import { speechText } from '#src/engines/local/speech-text/speech-text.js';

const rows: Readonly<Record<Language, readonly (readonly [string, string])[]>> = {
  en: [
    ['HK$1,234.50', 'one thousand two hundred and thirty-four dollars and fifty cents'],
    ['$1', 'one dollar'],
    ['$0.50', 'fifty cents'],
    ['HK$0', 'zero dollars'],
    ['HK$100.01', 'one hundred dollars and one cent'],
    ['US$20', 'twenty US dollars'],
    ['-HK$88', 'minus eighty-eight dollars'],
    ['£3.20', 'three pounds and twenty pence'],
    ['Your total is HK$498.00.', 'Your total is four hundred and ninety-eight dollars.'],
    ['15 August', 'the fifteenth of August'],
    ['15 Aug 2026', 'the fifteenth of August twenty twenty-six'],
    ['August 3rd, 2005', 'the third of August two thousand and five'],
    ['August 2026', 'August twenty twenty-six'],
    ['2026-11-22', 'the twenty-second of November twenty twenty-six'],
    ['2026-11', 'November twenty twenty-six'],
    ['It is due by 1 May.', 'It is due by the first of May.'],
    ['14:30', 'two thirty P M'],
    ['9:05am', 'nine oh five A M'],
    ['from 9am to 6 pm', 'from nine A M to six P M'],
    ['00:00', 'twelve A M'],
    ['12.5%', 'twelve point five percent'],
    ['100GB', 'one hundred gigabytes'],
    ['1 GB', 'one gigabyte'],
    ['1.5 TB', 'one point five terabytes'],
    ['100Mbps', 'one hundred megabits per second'],
    ['5G plan', 'five G plan'],
    ['account 10000001', 'account one zero zero zero, zero zero zero one'],
    ['2123 4567', 'two one two three, four five six seven'],
    ['+852 2123 4567', 'eight five two, two one two three, four five six seven'],
    ['reference CP-2026A1', 'reference C P two zero two six A one'],
    ['the 3rd line', 'the third line'],
    ['21st', 'twenty-first'],
    ['1,000,005', 'one million and five'],
    ['-3', 'minus three'],
    ['3.14', 'three point one four'],
    ['10-20 days', 'ten to twenty days'],
    ['24/7', 'twenty-four hours a day, seven days a week'],
    ['Press 1', 'Press one'],
    ['007', 'zero zero seven'],
    ['AT&T', 'AT and T'],
    ['press # or *', 'press hash or star'],
    ['**bold** text', 'bold text'],
    ['half 😀 smile', 'half smile'],
    ['room ② and ٣', 'room two and three'],
  ],
  yue: [
    ['HK$1,234.50', '一千二百三十四蚊五毫'],
    ['$2', '兩蚊'],
    ['HK$200', '兩百蚊'],
    ['HK$20,000', '兩萬蚊'],
    ['HK$0.50', '五毫'],
    ['HK$38.05', '三十八蚊零五仙'],
    ['US$20', '美金二十蚊'],
    ['8月15號', '八月十五號'],
    ['8月15日', '八月十五號'],
    ['2026年8月', '二零二六年八月'],
    ['2026-08-15', '二零二六年八月十五號'],
    ['15 August', '八月十五號'],
    ['2月', '二月'],
    ['2個月', '兩個月'],
    ['12個月', '十二個月'],
    ['14:30', '下晝兩點半'],
    ['09:05', '朝早九點零五分'],
    ['18:00', '夜晚六點正'],
    ['12.5%', '百分之十二點五'],
    ['100GB', '一百 G B'],
    ['2GB', '兩 G B'],
    ['5G', '五 G'],
    ['100Mbps', '每秒一百 M'],
    ['戶口10000001', '戶口一零零零，零零零一'],
    ['2123 4567', '二一二三，四五六七'],
    ['撳1', '撳一'],
    ['第3', '第三'],
    ['10010', '一萬零一十'],
    ['105', '一百零五'],
    ['110', '一百一十'],
    ['-3', '負三'],
    ['20-30日', '二十至三十日'],
    ['２００蚊', '兩百蚊'],
  ],
  cmn: [
    ['HK$1,234.50', '一千二百三十四元五角'],
    ['$2', '两元'],
    ['HK$22.22', '二十二元两角二分'],
    ['RMB 88', '人民币八十八元'],
    ['8月15号', '八月十五号'],
    ['2026-08-15', '二零二六年八月十五号'],
    ['14:30', '下午两点半'],
    ['12.5%', '百分之十二点五'],
    ['100GB', '一百 G B'],
    ['账号10000001', '账号一零零零，零零零一'],
    ['2个月', '两个月'],
    ['按2', '按二'],
    ['200000000', '二零零零，零零零零零'],
    ['1,200,000', '一百二十万'],
    ['A&B', 'A和B'],
  ],
};

describe.each(languages)('spoken text in %s', (language) => {
  test.each(rows[language])('%s', (written, spoken) => {
    expect(speechText(written, language)).toBe(spoken);
  });

  test('no digit and no symbol reaches the voice, whatever is written', () => {
    const pieces = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.stringMatching(/^[-$%.,:/0-9GBMk月日號 ]{0,30}$/),
    );
    fc.assert(
      fc.property(pieces, (text) => {
        expect(speechText(text, language)).not.toMatch(/[\p{N}\p{S}]/u);
      }),
      { numRuns: 500 },
    );
  });
});
