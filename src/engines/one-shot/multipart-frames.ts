import { durationMs } from '../../core/audio.js';
import { UndertoneError } from '../../core/errors.js';
import { samplesOf } from '../wire/pcm.js';
import type { AnswerPart } from './model.js';

/**
 * Between parts, and before the first; after the last there is none (mini-omni2, server.py, generator()). Eleven bytes that
 * are no sound: that PCM holds them is not to be expected.
 */
const boundary = Buffer.from('\r\n--frame\r\n', 'latin1');
const headerEnd = Buffer.from('\r\n\r\n', 'latin1');
const maxPartBytes = 1024 * 1024;
const rateHz = 24_000;

/** The body of mini-omni2: `audio/wav` parts that are bare PCM, each followed by a `text/plain` part with its words. */
export class MultipartFrames {
  #rest: Buffer = Buffer.alloc(0);
  #begun = false;
  #samples = 0;
  /** Where the last piece of audio begins: its words come after it. */
  #lastAtMs = 0;

  /** The parts that `chunk` completes. @throws UndertoneError ENGINE_PROTOCOL */
  push(chunk: Uint8Array): AnswerPart[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const parts: AnswerPart[] = [];
    for (let at = this.#rest.indexOf(boundary); at >= 0; at = this.#rest.indexOf(boundary)) {
      parts.push(...this.#part(this.#rest.subarray(0, at)));
      this.#rest = this.#rest.subarray(at + boundary.length);
      this.#begun = true;
    }
    if (this.#rest.length > maxPartBytes) throw wrong(`a part is longer than ${maxPartBytes} bytes`);
    return parts;
  }

  /** The last part, which only the end of the body ends. @throws UndertoneError ENGINE_PROTOCOL */
  end(): AnswerPart[] {
    return this.#part(this.#rest);
  }

  #part(bytes: Buffer): AnswerPart[] {
    if (!this.#begun) {
      if (bytes.length > 0) throw wrong('it does not begin with a boundary');
      return [];
    }
    const end = bytes.indexOf(headerEnd);
    if (end < 0) throw wrong('a part has no header');
    const type = /^Content-Type: (\S+)$/.exec(bytes.toString('latin1', 0, end))?.[1];
    const content = bytes.subarray(end + headerEnd.length);
    if (type === 'text/plain') return textPart(content.toString('utf8'), this.#lastAtMs);
    if (type !== 'audio/wav') throw wrong('a part is neither audio nor text');
    const samples = samplesOf(content, 'pcm16');
    this.#lastAtMs = durationMs(this.#samples, rateHz);
    this.#samples += samples.length;
    return samples.length === 0 ? [] : [{ type: 'audio', samples, rateHz }];
  }
}

function textPart(text: string, atMs: number): AnswerPart[] {
  return text === '' ? [] : [{ type: 'text', text, atMs }];
}

function wrong(reason: string): UndertoneError {
  return new UndertoneError('ENGINE_PROTOCOL', `the multipart answer cannot be read: ${reason}`);
}
