/** Yes to "would you like to talk to a colleague?", or the wish for one, in the three languages. Pure. */
import type { Language } from '../../core/language.js';
import { plainText } from '../system1/plain-text.js';

/** A longer turn says more than yes. */
const longestYes = 24;
/** Who tells a story of "your colleague" asks for none. */
const longestWish = 60;

const yes: Readonly<Record<Language, RegExp>> = {
  en: /^(?:(?:um|uh|oh|well|okay|ok|yes|yeah|yep|yup|sure|fine|please|alright|all right|of course|go ahead|do that|do it|definitely|absolutely|thanks|thank you|i would|i do|that would be (?:good|great|nice)) ?)+$/u,
  yue: /^(?:好|好呀|好啊|好啦|係|係呀|要|要呀|得|可以|可以呀|冇問題|麻煩你|麻煩晒|唔該|唔該晒|快啲|轉啦|轉吖|幫我轉|呀|啊|啦|吖|嗯|ok)+$/u,
  cmn: /^(?:好|好的|好啊|好吧|行|可以|可以的|是|是的|对|要|需要|没问题|麻烦你|麻烦您|快点|转吧|帮我转|谢谢|啊|吧|嗯|ok)+$/u,
};
const human: Readonly<Record<Language, RegExp>> = {
  en: /\b(?:human|person|someone|somebody|colleague|agent|operator|manager|supervisor|transfer me|put me through|connect me)\b/u,
  yue: /真人|人工|同事|主管|經理|職員|客服|轉駁|轉俾|搵(?:個)?人/u,
  cmn: /真人|人工|同事|主管|经理|客服|转接|转给|找(?:个)?人/u,
};
const no =
  /\b(?:no|not|nope|don't|do not|never|without|rather you)\b|唔好|唔使|唔要|唔想|唔需要|冇需要|不用|不要|不必|不想|不需要|别|先唔/u;

export function acceptsHuman(transcript: string, language: Language): boolean {
  const text = plainText(transcript);
  if (text === '' || no.test(text)) return false;
  return (
    (text.length <= longestYes && yes[language].test(text)) ||
    (text.length <= longestWish && human[language].test(text))
  );
}
