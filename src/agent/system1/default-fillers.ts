import type { Phrases, PhraseVariant } from '../phrases.js';

export type FillerName = 'look-up' | 'carry-out' | 'one-moment' | 'still-working';

const plain = (...texts: readonly string[]): readonly PhraseVariant[] => texts.map((text) => ({ text }));
const warm = (text: string): PhraseVariant => ({ text, mood: 'warm' });
const sorry = (text: string): PhraseVariant => ({ text, mood: 'apologetic' });

/** Short: what follows waits for their end. */
export const fillerPhrases: Pick<Phrases, FillerName> = {
  'look-up': {
    en: [
      ...plain('Let me look that up.', 'Let me check that.', 'I am looking that up now.'),
      warm('Happy to check that for you.'),
      sorry('Sorry about this, let me check.'),
    ],
    cmn: [
      ...plain('我帮您查一下。', '让我看一下。', '我来查一查。'),
      warm('好的，我这就帮您查。'),
      sorry('不好意思，我帮您看一下。'),
    ],
    yue: [
      ...plain('我幫你查下。', '等我睇睇先。', '我而家幫你睇下。'),
      warm('好呀，我即刻幫你查。'),
      sorry('唔好意思，我幫你睇返。'),
    ],
  },
  'carry-out': {
    en: [
      ...plain('I am doing that now.', 'Let me set that up.', 'I am taking care of that.'),
      warm('With pleasure, I am doing that for you.'),
    ],
    cmn: [...plain('我现在帮您办理。', '正在为您处理。', '我这就处理。'), warm('没问题，马上帮您办好。')],
    yue: [...plain('我而家幫你搞。', '幫緊你處理。', '我即刻幫你辦。'), warm('冇問題，即刻幫你搞掂。')],
  },
  'one-moment': {
    en: [
      ...plain('One moment, please.', 'Just a second.', 'Bear with me.'),
      warm('Give me just a moment.'),
      sorry('Sorry, one moment, please.'),
    ],
    cmn: [...plain('请稍等。', '稍等一下。', '请等我一下。'), warm('您稍等，马上就好。'), sorry('不好意思，请稍等。')],
    yue: [
      ...plain('請等等。', '等我一陣。', '唔該等一等。'),
      warm('你等我一陣，好快得。'),
      sorry('唔好意思，麻煩你等等。'),
    ],
  },
  'still-working': {
    en: [
      ...plain('Still working on it.', 'This is taking a little longer.', 'Almost there.'),
      warm('Thanks for waiting, I am still on it.'),
      sorry('Sorry for the wait, I am still on it.'),
    ],
    cmn: [
      ...plain('还在处理。', '还需要一点时间。', '快好了。'),
      warm('谢谢您耐心等候，还在处理。'),
      sorry('让您久等了，还在处理。'),
    ],
    yue: [
      ...plain('仲處理緊。', '仲要少少時間。', '就快得喇。'),
      warm('多謝你等我，仲處理緊。'),
      sorry('要你等真係唔好意思，仲處理緊。'),
    ],
  },
};
