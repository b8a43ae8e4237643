/** What a realtime engine takes and sends, as its vendor documents it; nothing here is read from the product. */
import type * as z from 'zod';

export interface Wire {
  readonly path: string;
  /** Header that has to be there, and its value. */
  readonly credentials: readonly [header: string, value: string];
  readonly modelInQuery: boolean;
  /** Greets with session.created; else it answers the client's session.create with it. */
  readonly greets: boolean;
  /** What the client may send, by its type. */
  readonly takes: Readonly<Record<string, z.ZodType>>;
  readonly input: { readonly rateHz: number; readonly wav: boolean };
  readonly outputRateHz: number;
  readonly audioEvent: string;
  readonly transcriptEvent: string;
  /** Ids in audio and transcript events. */
  readonly namesItems: boolean;
  /** `name` and `call_id` in response.function_call_arguments.done. */
  readonly calls: 'named' | 'by-item' | 'without-id' | 'listed';
  /** Tells what it makes out of the caller's audio: not at all, when it is complete, or in between too. */
  readonly transcribes: 'no' | 'complete' | 'pieces' | 'snapshots';
  /** It begins its response once the turn is over, or the tools have answered. */
  readonly repliesByItself: boolean;
  /** Speech is marked by the transcription's events and by none of its own. */
  readonly marksByTranscripts: boolean;
  readonly rateLimits: boolean;
}
