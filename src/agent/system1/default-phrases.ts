import type { Phrases, PhraseVariant } from '../phrases.js';
import { fillerPhrases } from './default-fillers.js';

const plain = (...texts: readonly string[]): readonly PhraseVariant[] => texts.map((text) => ({ text }));
const warm = (text: string): PhraseVariant => ({ text, mood: 'warm' });
const sorry = (text: string): PhraseVariant => ({ text, mood: 'apologetic' });

/** What a bot says when its configuration does not say it otherwise. */
export const defaultPhrases: Phrases = {
  ...fillerPhrases,
  'still-there': {
    en: [...plain('Are you still there?', 'Can you hear me?'), warm('I am still here. Are you there?')],
    cmn: [...plain('请问您还在吗？', '您听得到我说话吗？'), warm('我还在线上，您还在吗？')],
    yue: [...plain('請問你仲喺唔喺度？', '你聽唔聽到我講嘢？'), warm('我仲喺度㗎，你喺唔喺度呀？')],
  },
  goodbye: {
    en: [...plain('Thank you for calling. Goodbye.'), warm('Thank you for calling, and have a good day. Goodbye.')],
    cmn: [...plain('感谢您的来电，再见。'), warm('感谢您的来电，祝您生活愉快，再见。')],
    yue: [...plain('多謝你打嚟，拜拜。'), warm('多謝你打嚟，祝你有愉快嘅一日，拜拜。')],
  },
  'goodbye-idle': {
    en: plain('I cannot hear you, so I will hang up now. Goodbye.'),
    cmn: plain('我听不到您的声音，先挂断了，再见。'),
    yue: plain('我聽唔到你把聲，我收線先，拜拜。'),
  },
  apology: {
    en: plain(
      'Sorry, something went wrong on our side. Could you say that again?',
      'I am sorry, I lost that. Please say it once more.',
    ),
    cmn: plain('抱歉，我们这边出了点问题，请您再说一遍。', '不好意思，刚才没有处理好，麻烦您再说一次。'),
    yue: plain('唔好意思，我哋呢邊出咗啲問題，麻煩你再講一次。', '對唔住，頭先處理唔到，唔該你講多次。'),
  },
  bridge: {
    // Short: the next engine goes on after it.
    en: plain('One moment.', 'Just a moment.'),
    cmn: plain('稍等。', '请稍等。'),
    yue: plain('等等。', '請等等。'),
  },
  'apology-final': {
    en: plain('Sorry, we are having a technical problem. Please call again later. Goodbye.'),
    cmn: plain('抱歉，系统出现故障，请您稍后再拨，再见。'),
    yue: plain('唔好意思，系統出咗問題，麻煩你遲啲再打嚟，拜拜。'),
  },
  'apology-transfer': {
    en: plain('Sorry, I am having a technical problem. I will put you through to a colleague.'),
    cmn: plain('抱歉，系统出现故障，我帮您转接同事。'),
    yue: plain('唔好意思，系統出咗問題，我幫你轉駁去同事度。'),
  },
  'transfer-failed': {
    en: plain(
      'Sorry, nobody could take your call just now. Can I help you with anything else?',
      'I am sorry, all my colleagues are busy. Is there something I can do for you?',
    ),
    cmn: plain('抱歉，现在没有同事可以接听。请问还有什么可以帮您？', '不好意思，同事都在忙，请问我能帮您做些什么？'),
    yue: plain(
      '唔好意思，而家冇同事接到你電話。請問仲有咩可以幫到你？',
      '對唔住，啲同事都喺度忙緊，有咩我可以幫到你呀？',
    ),
  },
  'call-limit': {
    en: plain('We have reached the time limit for this call. Goodbye.'),
    cmn: plain('本次通话已到时限，再见。'),
    yue: plain('今次通話夠鐘喇，拜拜。'),
  },
  acknowledge: {
    en: plain('Right.', 'Okay.', 'I see.'),
    cmn: plain('嗯。', '好的。', '明白。', '是的。'),
    yue: plain('嗯。', '好。', '明白。', '係。'),
  },
  'language-chosen': {
    en: plain('English it is. How can I help you?', 'All right, in English. What can I do for you?'),
    cmn: plain('好的，我们说普通话。请问有什么可以帮您？', '好的，普通话。您想办理什么业务？'),
    yue: plain('好，我哋講廣東話。請問有咩可以幫到你？', '好呀，廣東話。你想問啲咩呢？'),
  },
  hold: {
    en: [
      ...plain('Sure, take your time. I am here.', 'Of course, I will wait.'),
      warm('No hurry at all. I am here when you are ready.'),
    ],
    cmn: [...plain('好的，您慢慢来，我在线上等您。', '没问题，我等您。'), warm('不着急，您准备好了再告诉我。')],
    yue: [...plain('好呀，你慢慢嚟，我喺度等你。', '冇問題，我等你。'), warm('唔使急㗎，你得閒先同我講。')],
  },
  'hold-check': {
    en: plain('I am still here. Just tell me when you are ready.', 'Still with you. Do you need more time?'),
    cmn: plain('我还在线上，您好了就告诉我。', '我还在等您，您还需要一点时间吗？'),
    yue: plain('我仲喺度，你得喇就同我講。', '我仲等緊你，使唔使俾多啲時間你？'),
  },
  'slow-down': {
    en: [
      ...plain('Let us take this step by step. I will go more slowly.', 'I will slow down a little.'),
      sorry('I am sorry about this. Let us go through it slowly, one thing at a time.'),
    ],
    cmn: [
      ...plain('我们一步一步来，我说慢一点。', '好的，我放慢一点。'),
      sorry('给您添麻烦了，不好意思，我们慢慢来，一件一件处理。'),
    ],
    yue: [
      ...plain('我哋一步一步嚟，我講慢啲。', '好，我講慢少少。'),
      sorry('真係唔好意思，我哋慢慢嚟，逐樣逐樣搞掂佢。'),
    ],
  },
  'apology-upset': {
    en: plain(
      'I am very sorry about this.',
      'I am sorry for the trouble. Let me sort this out now.',
      'I do apologise. I understand that this is frustrating.',
    ),
    cmn: plain('非常抱歉给您带来不便。', '真的很抱歉，我马上为您处理。', '对不起，我理解您的心情。'),
    yue: plain('真係非常唔好意思。', '好抱歉搞到你咁，我即刻幫你處理。', '對唔住，我明白你嘅心情。'),
  },
  'offer-human': {
    en: plain(
      'Would you like me to put you through to a colleague?',
      'If you would rather talk to a colleague, I can put you through. Shall I?',
    ),
    cmn: plain('需要我帮您转接同事吗？', '如果您想和同事谈，我可以马上转接，好吗？'),
    yue: plain('使唔使我幫你轉駁去同事度？', '如果你想同我哋同事傾，我可以即刻幫你轉，好唔好？'),
  },
  'transfer-upset': {
    en: plain('I will put you through to a colleague now.', 'Let me get a colleague on the line for you.'),
    cmn: plain('我现在帮您转接同事，请稍等。', '好的，马上为您转接同事。'),
    yue: plain('我而家幫你轉駁去同事度，請等等。', '好，即刻幫你轉駁同事。'),
  },
  'leave-message': {
    en: plain('Hello, sorry that we missed you. We will call again. Goodbye.'),
    cmn: plain('您好，没能联系上您，我们会再打给您，再见。'),
    yue: plain('你好，搵你唔到，我哋會再打俾你，拜拜。'),
  },
  'goodbye-later': {
    en: plain('I will try again another time. Goodbye.'),
    cmn: plain('我们下次再联系您，再见。'),
    yue: plain('我哋遲啲再打俾你，拜拜。'),
  },
};
