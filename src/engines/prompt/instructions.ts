import type { ConversationContext } from '../../agent/context-entry.js';
import type { SpeakingStyle } from '../../agent/voice.js';
import type { Language } from '../../core/language.js';
import { factsText } from './facts-text.js';
import { styleText } from './style-text.js';

/** Said to every model: what it writes or says goes down a telephone line. */
const onThePhone =
  'This is a telephone call: the caller hears what you say. Use short spoken sentences; no lists, headings, links, symbols or emoji. Never make up facts that a tool can give.';

/** A model that is only told the name of the language writes Mandarin for Cantonese: the wording is a part of it. */
const replyIn: Readonly<Record<Language, string>> = {
  en: 'Reply in English.',
  yue: 'Reply in Cantonese as it is spoken in Hong Kong (係、唔、嘅、喺、咗、俾), in traditional characters, never in written Chinese or Mandarin. 用廣東話口語回答。',
  cmn: 'Reply in Mandarin, in simplified characters. 用普通话回答。',
};

export interface Instructions {
  readonly persona: string;
  /** Spoken now. */
  readonly language: Language;
  readonly style: SpeakingStyle;
  /** For this reply only. */
  readonly instruction?: string | undefined;
  /** The conversation before the session, whose messages the model is given beside this. */
  readonly context: ConversationContext;
}

/** The system prompt of a model that takes one: who it is, how it speaks, and what it no longer has in words. */
export function instructionsText({ persona, language, style, instruction, context }: Instructions): string {
  const parts = [persona, onThePhone, replyIn[language], styleText(style), instruction, factsText(context)];
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}
