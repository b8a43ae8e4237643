import type { Language } from '../../core/language.js';

export interface ChatToolCall {
  readonly toolCallId: string;
  readonly name: string;
  /** JSON, as the model wrote it. */
  readonly arguments: string;
}

/** A message of a conversation as models with text take it. */
export type ChatMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls: readonly ChatToolCall[] }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly name: string; readonly text: string };

/** What a model is told where nothing of the caller's words could be made out. */
export function unheardText(language: Language): string {
  switch (language) {
    case 'yue':
      return '（聽唔清楚來電者講咩）';
    case 'cmn':
      return '（听不清来电者说了什么）';
    case 'en':
      return '(the caller said something that could not be made out)';
  }
}
