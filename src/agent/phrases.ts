import type { Language } from '../core/language.js';

/** What the bot says of its own accord, without an engine, in each language. */
export const phraseNames = [
  'still-there',
  'goodbye',
  'goodbye-idle',
  'apology',
  'apology-final',
  'apology-transfer',
  'transfer-failed',
  'call-limit',
] as const;
export type PhraseName = (typeof phraseNames)[number];

export type Phrases = Readonly<Record<PhraseName, Readonly<Record<Language, string>>>>;

export const defaultPhrases: Phrases = {
  'still-there': {
    en: 'Are you still there?',
    cmn: '请问您还在吗？',
    yue: '請問你仲喺唔喺度？',
  },
  goodbye: {
    en: 'Thank you for calling. Goodbye.',
    cmn: '感谢您的来电，再见。',
    yue: '多謝你打嚟，拜拜。',
  },
  'goodbye-idle': {
    en: 'I cannot hear you, so I will hang up now. Goodbye.',
    cmn: '我听不到您的声音，先挂断了，再见。',
    yue: '我聽唔到你把聲，我收線先，拜拜。',
  },
  apology: {
    en: 'Sorry, something went wrong on our side. Could you say that again?',
    cmn: '抱歉，我们这边出了点问题，请您再说一遍。',
    yue: '唔好意思，我哋呢邊出咗啲問題，麻煩你再講一次。',
  },
  'apology-final': {
    en: 'Sorry, we are having a technical problem. Please call again later. Goodbye.',
    cmn: '抱歉，系统出现故障，请您稍后再拨，再见。',
    yue: '唔好意思，系統出咗問題，麻煩你遲啲再打嚟，拜拜。',
  },
  'apology-transfer': {
    en: 'Sorry, I am having a technical problem. I will put you through to a colleague.',
    cmn: '抱歉，系统出现故障，我帮您转接同事。',
    yue: '唔好意思，系統出咗問題，我幫你轉駁去同事度。',
  },
  'transfer-failed': {
    en: 'Sorry, nobody could take your call just now. Can I help you with anything else?',
    cmn: '抱歉，现在没有同事可以接听。请问还有什么可以帮您？',
    yue: '唔好意思，而家冇同事接到你電話。請問仲有咩可以幫到你？',
  },
  'call-limit': {
    en: 'We have reached the time limit for this call. Goodbye.',
    cmn: '本次通话已到时限，再见。',
    yue: '今次通話夠鐘喇，拜拜。',
  },
};
