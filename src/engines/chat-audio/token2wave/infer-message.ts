/**
 * Messages of the Open Inference Protocol v2 over HTTP with the binary tensor data extension, as Triton speaks it
 * (triton-inference-server/server, docs/protocol/extension_binary_data.md): a JSON head whose length is in the header
 * `Inference-Header-Content-Length`, then the tensors' raw little-endian bytes in the order of the head.
 */
import * as z from 'zod';
import type { Samples } from '../../../core/audio.js';
import { UndertoneError } from '../../../core/errors.js';
import { parsedJson } from '../../wire/json-lines.js';
import { floatSamples, samplesOf } from '../../wire/pcm.js';

export const headLengthHeader = 'inference-header-content-length';

export interface InferBody {
  readonly headBytes: number;
  readonly bytes: Uint8Array;
}

export interface ToWaveRequest {
  /** Of the stream; the decoder keeps its state under it until `final`. */
  readonly streamId: string;
  /** Codes below 6561. */
  readonly codes: readonly number[];
  readonly final: boolean;
  /** 16 kHz mono, float32 little-endian. */
  readonly reference: Uint8Array;
  /** 1 is the most urgent of 10 levels (config.pbtxt: priority_levels). */
  readonly priority: number;
}

/** `token2wav_dit` subtracts this from every token (ORIGINAL_VOCAB_SIZE in its model.py). */
const ditTokenOffset = 151_663;

/** The request for one chunk: `runtime/triton_trtllm/model_repo/token2wav_dit/config.pbtxt`. */
export function toWaveBody({ streamId, codes, final, reference, priority }: ToWaveRequest): InferBody {
  const tokens = Buffer.alloc(codes.length * 4);
  for (const [at, code] of codes.entries()) tokens.writeInt32LE(code + ditTokenOffset, at * 4);
  const referenceLength = Buffer.alloc(4);
  referenceLength.writeInt32LE(reference.length / 4);
  const tensors = [
    { name: 'target_speech_tokens', datatype: 'INT32', shape: [1, codes.length], bytes: tokens },
    { name: 'reference_wav', datatype: 'FP32', shape: [1, reference.length / 4], bytes: reference },
    { name: 'reference_wav_len', datatype: 'INT32', shape: [1, 1], bytes: referenceLength },
    { name: 'finalize', datatype: 'BOOL', shape: [1, 1], bytes: Buffer.of(final ? 1 : 0) },
  ];
  const head = Buffer.from(
    JSON.stringify({
      id: streamId,
      parameters: { priority },
      inputs: tensors.map(({ bytes, ...tensor }) => ({ ...tensor, parameters: { binary_data_size: bytes.length } })),
      outputs: [{ name: 'waveform', parameters: { binary_data: true } }],
    }),
  );
  return { headBytes: head.length, bytes: Buffer.concat([head, ...tensors.map(({ bytes }) => bytes)]) };
}

const outputSchema = z.object({
  outputs: z
    .array(
      z.object({
        name: z.string(),
        datatype: z.string(),
        data: z.array(z.unknown()).optional(),
        parameters: z.object({ binary_data_size: z.int().min(0).optional() }).optional(),
      }),
    )
    .max(16),
});

/**
 * The samples of `waveform`, whether it comes as raw bytes or, from a server without the extension, as JSON numbers.
 * @param headBytes of the header; undefined when the whole answer is JSON
 * @throws UndertoneError ENGINE_PROTOCOL
 */
export function waveOf(bytes: Uint8Array, headBytes: number | undefined): Samples {
  const head = Buffer.from(bytes.subarray(0, headBytes ?? bytes.length)).toString('utf8');
  const parsed = outputSchema.safeParse(parsedJson(head));
  if (!parsed.success) throw new UndertoneError('ENGINE_PROTOCOL', 'the answer of the decoder has another shape');
  let at = headBytes ?? bytes.length;
  for (const { name, datatype, data, parameters } of parsed.data.outputs) {
    const size = parameters?.binary_data_size;
    const raw = size === undefined ? undefined : bytes.subarray(at, at + size);
    at += size ?? 0;
    if (name !== 'waveform') continue;
    if (datatype !== 'FP32') throw new UndertoneError('ENGINE_PROTOCOL', `the decoder sent ${datatype}, not FP32`);
    if (raw === undefined) return floatSamples((data ?? []).map(Number));
    if (raw.length !== size) throw new UndertoneError('ENGINE_PROTOCOL', 'the answer of the decoder is cut');
    return samplesOf(raw, 'float32');
  }
  throw new UndertoneError('ENGINE_PROTOCOL', 'the answer of the decoder has no waveform');
}
