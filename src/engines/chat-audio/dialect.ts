import type { EngineCapabilities } from '../../agent/engine.js';
import type { Language } from '../../core/language.js';

export type Json = Readonly<Record<string, unknown>>;

/** Where a reply's audio is in the answer. */
export type DecoderName = 'tts-content' | 'modality' | 'delta-audio' | 'choices-audio';

/** What differs between servers of chat completions that hear and speak. One object a server; see dialects/. */
export interface ChatAudioDialect {
  /** Role of the caller's turns. */
  readonly userRole: 'human' | 'user';
  /** A part of a caller's turn. @param wav base64 of a mono 16-bit file at inputRateHz */
  readonly audioPart: (wav: string) => Json;
  /** Longest part; a longer turn is cut into several. */
  readonly maxPartMs: number;
  readonly inputRateHz: EngineCapabilities['inputRateHz'];
  /** The beginning of the assistant's message that the model goes on with when it is to speak; undefined: none. */
  readonly speechPrefill: string | undefined;
  /** More of a request for a spoken reply. @param maxMs longest reply */
  readonly speechFields: (voice: string | undefined, maxMs: number) => Json;
  /** More of a request for a written answer (transcription, reading). */
  readonly textFields: Json;
  readonly decoder: DecoderName;
  /** False: the whole answer comes in one JSON body. */
  readonly streaming: boolean;
  /** Of audio whose wire does not tell it. */
  readonly audioRateHz: number;
  /** How the bot's earlier turns are told again: with the tokens of their audio, or in words. */
  readonly saidAs: 'tokens' | 'text';
  /** Said at the end of the system prompt, for a model that wants to be told whose voice it has. */
  readonly voicePrompt: ((voice: string | undefined) => string) | undefined;
  readonly tools: boolean;
  /** It can be asked in words about the voice it heard. */
  readonly reads: boolean;
  /** Path of its health page, beside /metrics; undefined where only `models` can be asked for. */
  readonly healthPath: string | undefined;
  readonly languages: readonly Language[];
}
