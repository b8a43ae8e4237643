/** The payload of StartSession ("实时对话事件", event 100), and of what is added to the conversation later. */
import type { EngineSessionOptions } from '../../agent/engine.js';
import type { Language } from '../../core/language.js';
import { ChatHistory } from '../history/chat-history.js';
import { instructionsText } from '../prompt/instructions.js';

export interface DoubaoVoice {
  /** O, 1.2.1.0 (O2.0), SC or 2.2.0.0 (SC2.0). */
  readonly model: string;
  readonly speaker: string;
  readonly botName: string | undefined;
  /** `pcm_s16le`, or `pcm` for 32-bit floats. */
  readonly encoding: 'pcm_s16le' | 'pcm';
  readonly endOfSpeechMs: number;
}

export const outputRateHz = 24_000;
/** system_role and speaking_style together (revision of 25.08.20). */
const maxRoleChars = 4_000;
/** The server keeps the last 20 turns (dialog_id). */
const maxPairs = 20;

interface DialogItem {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export function startSessionRequest(voice: DoubaoVoice, session: EngineSessionOptions): object {
  const { model, speaker, botName, encoding, endOfSpeechMs } = voice;
  const { persona, language, context } = session;
  const role = instructionsText({ persona, language, style: {}, context }).slice(0, maxRoleChars);
  const dialog = dialogContext(session);
  return {
    asr: { extra: { end_smooth_window_ms: endOfSpeechMs, enable_custom_vad: true } },
    tts: { speaker, audio_config: { channel: 1, format: encoding, sample_rate: outputRateHz } },
    dialog: {
      ...(isCharacter(model) ? { character_manifest: role } : { system_role: role }),
      ...(botName !== undefined && !isCharacter(model) && { bot_name: botName }),
      ...(dialog.length > 0 && { dialog_context: dialog }),
      extra: { strict_audit: false, model },
    },
  };
}

/** Versions that play a character take its description in another field. */
const isCharacter = (model: string): boolean => model === 'SC' || model.startsWith('2.');

/** Something that the bot said of its own accord, as ConversationCreate takes it: a question and its answer. */
export function saidItems(text: string, language: Language): { readonly items: readonly DialogItem[] } {
  return {
    items: [
      { role: 'user', text: silenceText(language) },
      { role: 'assistant', text },
    ],
  };
}

/** Pairs of what the caller said and what was answered; the array has to be of even length. */
function dialogContext({ context, language }: EngineSessionOptions): DialogItem[] {
  const silence = silenceText(language);
  const pairs: [string, string][] = [];
  for (const message of new ChatHistory(context).messages) {
    const last = pairs.at(-1);
    if (message.role === 'user') pairs.push([message.text, silence]);
    else if (message.text !== '' && last?.[1] === silence) last[1] = message.text;
    else if (message.text !== '') pairs.push([silence, message.text]);
  }
  return pairs.slice(-maxPairs).flatMap(([asked, answered]) => [
    { role: 'user', text: asked },
    { role: 'assistant', text: answered },
  ]);
}

/** What stands where one side of a pair said nothing. */
function silenceText(language: Language): string {
  return language === 'en' ? '(silence)' : '（沉默）';
}
