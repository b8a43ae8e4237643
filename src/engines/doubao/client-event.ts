import type { Samples } from '../../core/audio.js';
import { pcm16Bytes } from '../wire/pcm.js';
import { encodeFrame } from './frame.js';

/**
 * Events that we send ("实时对话事件", 客户端事件). 515 is not in the copies of the documentation that we could read;
 * it is what third-party clients send to interrupt (docs/adr/0115-doubao-dialogue.md).
 */
export const clientEvents = {
  startConnection: 1,
  finishConnection: 2,
  startSession: 100,
  finishSession: 102,
  audio: 200,
  chatTextQuery: 501,
  conversationCreate: 510,
  conversationUpdate: 511,
  clientInterrupt: 515,
} as const;
export type ClientEventName = Exclude<keyof typeof clientEvents, 'audio'>;

/** A JSON event; `id` is the session's, where the event belongs to one. */
export function clientEvent(name: ClientEventName, id: string | undefined, value: object, gzip: boolean): Uint8Array {
  const payload = Buffer.from(JSON.stringify(value));
  return encodeFrame({ type: 'request', event: clientEvents[name], id, json: true, gzip, payload });
}

/** Caller audio at 16 kHz. */
export function clientAudio(id: string, samples: Samples, gzip: boolean): Uint8Array {
  const payload = pcm16Bytes(samples);
  return encodeFrame({ type: 'audioRequest', event: clientEvents.audio, id, json: false, gzip, payload });
}
