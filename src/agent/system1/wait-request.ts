import { plainText } from './plain-text.js';

/**
 * "One moment, please", "hold on, let me get my card", 等陣, 等我攞張單先, 稍等, 你等我一下: the caller wants the bot to wait.
 * The whole turn must be that: "I have been waiting for an hour", "hold on to my number" and the 等等 that ends a list are
 * something else.
 */
export function asksToWait(transcript: string): boolean {
  const text = plainText(transcript);
  return text !== '' && text.length <= longestRequest && requests.some((request) => request.test(text));
}

/** The longest way to ask, with its reason, has some 60 letters; a longer turn says more than that. */
const longestRequest = 120;

const politeEnglish =
  '(?:um|uh|er|erm|oh|ah|well|okay|ok|yes|yeah|no|right|sorry|please|thanks|thank you|can you|could you|would you|will you|just|hey|so)';
const waitEnglish = [
  '(?:just )?(?:one|a|half a) (?:moment|second|sec|minute|min)',
  '(?:hold|hang) on(?: (?:a|one|for a|just a) (?:moment|second|sec|minute|min))?',
  'hold the line',
  'wait(?: up)?(?: (?:a|one|for a|just a) (?:moment|second|sec|minute|min|bit))?',
  '(?:give|bear with) me(?: (?:a|one|just a) (?:moment|second|sec|minute|min))?',
  'bear with me',
].join('|');
const reasonEnglish =
  "(?:(?:let me|i'll|i will|i'm|i am|i need to|i have to|i've got to|i just need to) (?:just )?(?:get|getting|grab|grabbing|find|finding|fetch|look|looking|check|checking|see|think|ask|go|going|put|turn|take|write|read)\\b.*|(?:there's|there is|someone's|someone is|somebody is) .*(?:door|line|phone|calling)|i am driving|i'm driving)";
const english = (order: string) => new RegExp(`^(?:${politeEnglish} )*${order}$`, 'u');

/** Nothing but "wait", with manners around it, and the reason before or after. */
const requests = [
  english(`(?:${waitEnglish})(?: (?:${waitEnglish}|${politeEnglish}))*(?: (?:and |while |because )?${reasonEnglish})?`),
  english(`${reasonEnglish} (?:${waitEnglish})(?: ${politeEnglish})*`),
  chinese(),
];

function chinese(): RegExp {
  const polite =
    '(?:喂|哦|噢|喔|啊|呀|嗯|唔該晒|唔該|唔好意思|對唔住|麻烦您|麻烦你|麻烦|麻煩你|麻煩|不好意思|抱歉|对不起|好的|好呀|好|係|是|请您|请你|请|請你|請|可以|可唔可以|能不能|可不可以|那|咁)';
  const wait = [
    '(?:你|您)?(?:先)?等等(?:我)?(?:先)?',
    '(?:你|您)?(?:先)?等(?:我)?(?:一)?(?:陣|阵|陣間|陣仔)(?:先)?',
    '(?:你|您)?(?:先)?等(?:我)?(?:一等|一下|下|多陣|少少|一会儿|一会|会儿|會|几秒|幾秒|一分钟|一分鐘|兩分鐘|两分钟|一秒|片刻)(?:先)?',
    '(?:你|您)?(?:先)?(?:稍等|稍候|稍為等等|稍微等)(?:我)?(?:一下|一陣|一会儿|一会|片刻)?',
    '(?:你|您)?(?:先)?(?:給|给|俾|畀)我(?:一)?(?:點|点|啲|些|分钟|分鐘|秒|秒钟)?時?时?(?:間|间|分钟|分鐘|秒)',
    '(?:你|您)?(?:唔好|先唔好|别|不要|先别)(?:收線|挂|挂断|挂电话|收線住|cut線)',
    '(?:你|您)?(?:先)?等我(?:一)?(?:等|下)?',
    '慢住(?:先)?',
    'hold住(?:先)?',
  ].join('|');
  const tail =
    '(?:啊|呀|吖|啦|喇|嘞|先|吓|嚇|下|哈|好嗎|好吗|好唔好|行吗|可以嗎|可以吗|得唔得|得嗎|唔該晒|唔該|謝謝|谢谢|多謝)';
  // "I want to look up" asks the bot for it; "I look it up a moment" does not.
  const fetching = '(?:搵|揾|攞|拎|找|拿|翻|抄|寫|写|记)';
  const looking =
    '(?:(?:睇|望|查|諗|看|想|確認|确认|问|問)(?:一)?(?:下|緊)|睇睇|查查|看看|想想|(?:接|听|聽)(?:一)?(?:下|个|個)?(?:电话|電話))';
  const reason = `(?:我)?(?:而家|依家|现在|先|要|去|需要)*(?:${fetching}|${looking}).{0,20}`;
  const doorbell = '(?:有人(?:搵我|敲门|拍門|按门铃|撳門鐘).{0,6})';
  return new RegExp(
    `^(?:${polite})*(?:(?:(?:${wait})(?:${tail})*){1,3}(?:(?:因為|因为)?(?:${reason}|${doorbell}))?|(?:${reason}|${doorbell})(?:${polite})*(?:${wait})(?:${tail})*)$`,
    'u',
  );
}
