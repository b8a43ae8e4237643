/**
 * What the vendors of the realtime family do differently, as data. The wire is a WebSocket of JSON events, after OpenAI's
 * Realtime API: `nested` is its general release of 2025, `flat` its beta of 2024, which most others copied.
 */
import type { PassThroughCodec } from '../../agent/engine.js';
import type { Language } from '../../core/language.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Who decides that a turn is over; the Controller by commits, or the engine by its own detection. */
export type TurnMode = 'controller' | 'engine';

export interface RealtimeDialect {
  readonly name: string;
  /** `ws:` or `wss:`, without a query. */
  readonly url: string;
  /** Header with the credentials: its name, and what stands before the key. */
  readonly auth: { readonly header: string; readonly prefix: string };
  /** Where the model is named: in the query of the URL, or in the session. */
  readonly model: 'query' | 'session';
  readonly languages: readonly Language[];
  readonly session: SessionShape;
  readonly audio: AudioShape;
  readonly turns: TurnShape;
  readonly conversation: ConversationShape;
  readonly tools: ToolShape;
  readonly transcription: TranscriptionShape;
  /** Names of server events that are not those of the general release, and what they are there. */
  readonly eventNames: Readonly<Record<string, string>>;
  /** How long the engine keeps a session; it may say less when it opens one. Absent: nothing is known of a limit. */
  readonly sessionLimitMs?: number;
  /** A page of the HTTP API on the same host, for the probe; `needsKey`: that it is refused says that the key is wrong. */
  readonly health: { readonly path: string; readonly needsKey: boolean };
}

interface SessionShape {
  /** Event that configures the session, and what the engine says when it holds (ServerEvent). */
  readonly configure: 'session.update' | 'session.create';
  readonly configured: 'session-updated' | 'session-created';
  /** The engine greets with `session.created` before it is configured. */
  readonly greets: boolean;
  readonly layout: 'nested' | 'flat';
  /** In every session.update, beside what follows from the options. */
  readonly fixed: JsonObject;
  /** Beside `session` in the event. */
  readonly beside: JsonObject;
  /** A session.update may hold only what changes; else everything is said again. */
  readonly partialUpdates: boolean;
  readonly defaultVoice: string | undefined;
}

interface AudioShape {
  readonly inputRateHz: 16000 | 24000;
  readonly outputRateHz: 24000;
  /** Names of the formats; in a nested session the rates stand beside them. */
  readonly input: string;
  readonly output: string;
  /** Each append is a whole WAV file; else it is bare samples. */
  readonly wav: boolean;
  /** Length of an append. */
  readonly appendMs: number;
  /** What was appended and not committed can be taken back. */
  readonly clears: boolean;
  /** What the engine takes and gives without transcoding, by its name for it. */
  readonly g711: Readonly<Partial<Record<PassThroughCodec, string>>>;
}

interface TurnShape {
  readonly default: TurnMode;
  readonly modes: readonly TurnMode[];
  /** `turn_detection` where the Controller decides; undefined where the field must not be there. */
  readonly controller: JsonObject | null | undefined;
  readonly engine: JsonObject | undefined;
  /** Where it decides, the engine replies without being asked to; `always`: it cannot be asked, a commit is enough. */
  readonly repliesByItself: 'never' | 'after-its-turns' | 'always';
}

interface ConversationShape {
  /** What was said before: as items of the conversation, or in words in the instructions. */
  readonly history: 'items' | 'instructions';
  /** Content type of an assistant's text item. */
  readonly assistantText: 'output_text' | 'text';
  readonly deletes: boolean;
  /** How the engine learns how much of a reply was heard. `recreate`: the item is deleted and put in again as text. */
  readonly truncation: 'truncate' | 'recreate' | 'none';
  /** A text of the caller's can be put in and answered, such as keys. */
  readonly texts: boolean;
  /** A response may have instructions of its own, which replace those of the session. */
  readonly responseInstructions: boolean;
  /** response.cancel may name the response. */
  readonly cancelsById: boolean;
}

interface ToolShape {
  readonly shape: 'flat' | 'nested' | 'none';
  /** Results carry the call's id; else they go back in the order of the calls. */
  readonly callIds: boolean;
  /** How a result is an item: OpenAI's, or a message of the role `tool` in a list `items`. */
  readonly result: 'function_call_output' | 'tool-message';
  /** After the results the engine goes on by itself. */
  readonly goesOnByItself: boolean;
}

interface TranscriptionShape {
  /** What asks for transcripts of the caller, given the model; undefined where they come unasked or not at all. */
  readonly request: ((model: string | undefined) => JsonObject) | undefined;
  /** What a delta is: the next piece of text, or all of it so far. */
  readonly deltas: 'pieces' | 'snapshots';
  /** The engine tells only by transcripts when the caller begins and ends. */
  readonly marksSpeech: boolean;
}
