/**
 * CosyVoice's `token2wav_dit` behind a Triton server: the Open Inference Protocol v2 with binary tensors, and the state that
 * the model keeps of each stream until its final chunk (runtime/triton_trtllm/model_repo/token2wav_dit).
 */
import type { ServerResponse } from 'node:http';
import { type HttpRequest, startHttpServer, WrongRequest } from '../http-server.js';

const offset = 151_663;
const codebookSize = 6561;
const lookAhead = 3;
/** 25 tokens a second at 24 kHz. */
const samplesPerToken = 960;

interface Tensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly parameters: { readonly binary_data_size: number };
}

interface Head {
  readonly id: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly { readonly name: string; readonly parameters: { readonly binary_data: boolean } }[];
}

export interface DecodedChunk {
  readonly stream: string;
  readonly codes: readonly number[];
  readonly final: boolean;
}

export interface TokenDecoderServer {
  readonly url: string;
  readonly wrong: readonly string[];
  /** Chunks in the order in which they were decoded. */
  readonly chunks: readonly DecodedChunk[];
  /** Streams that the model still holds memory for. */
  readonly open: ReadonlySet<string>;
  /** From here on every chunk is refused. */
  isBroken: boolean;
  /** Told of the first audio of a stream, just before it is sent. */
  onSpeech: () => void;
  close(): Promise<void>;
}

export async function startTokenDecoderServer(): Promise<TokenDecoderServer> {
  const chunks: DecodedChunk[] = [];
  const open = new Set<string>();
  const model = { isBroken: false, onSpeech: () => {} };
  const server = await startHttpServer((request, response) => {
    if (request.path === '/v2/models/token2wav_dit/ready') return void response.writeHead(200).end();
    if (request.path !== '/v2/models/token2wav_dit/infer') return void response.writeHead(404).end();
    if (model.isBroken) return void response.writeHead(500).end('{"error":"CUDA error: device-side assert triggered"}');
    const chunk = chunkOf(request);
    const isFirst = !chunks.some(({ stream }) => stream === chunk.stream);
    chunks.push(chunk);
    if (chunk.final) open.delete(chunk.stream);
    else open.add(chunk.stream);
    const wave = waveOf(chunk);
    if (isFirst) model.onSpeech();
    answer(response, wave);
  });
  return {
    url: server.url,
    wrong: server.wrong,
    chunks,
    open,
    get isBroken() {
      return model.isBroken;
    },
    set isBroken(broken: boolean) {
      model.isBroken = broken;
    },
    set onSpeech(listener: () => void) {
      model.onSpeech = listener;
    },
    close: () => server.close(),
  };
}

function chunkOf({ headers, body }: HttpRequest): DecodedChunk {
  const length = Number(headers['inference-header-content-length']);
  if (!Number.isInteger(length)) throw new WrongRequest('no Inference-Header-Content-Length');
  const head = JSON.parse(body.subarray(0, length).toString('utf8')) as Head;
  const raw = new Map<string, Buffer>();
  let at = length;
  for (const { name, datatype, shape, parameters } of head.inputs) {
    const bytes = body.subarray(at, at + parameters.binary_data_size);
    at += parameters.binary_data_size;
    const width = { INT32: 4, FP32: 4, BOOL: 1 }[datatype] ?? 0;
    if (bytes.length !== width * shape.reduce((size, each) => size * each, 1))
      throw new WrongRequest(`shape of ${name}`);
    raw.set(`${name} ${datatype} ${shape.length}`, bytes);
  }
  if (at !== body.length) throw new WrongRequest('bytes of no tensor');
  if (head.outputs[0]?.name !== 'waveform') throw new WrongRequest('no waveform asked for');
  const tensor = (name: string): Buffer => {
    const bytes = raw.get(name);
    if (bytes === undefined) throw new WrongRequest(`no tensor ${name}`);
    return bytes;
  };
  const tokens = tensor('target_speech_tokens INT32 2');
  const reference = tensor('reference_wav FP32 2');
  if (tensor('reference_wav_len INT32 2').readInt32LE() !== reference.length / 4) throw new WrongRequest('length');
  const codes = Array.from({ length: tokens.length / 4 }, (_, index) => tokens.readInt32LE(index * 4) - offset);
  if (codes.length < 2) throw new WrongRequest("'int' object is not iterable: a lone token is squeezed away");
  if (codes.some((code) => code < 0 || code >= codebookSize)) throw new WrongRequest('a code outside the codebook');
  if (reference.length < 16_000 * 4) throw new WrongRequest('a reference of less than a second');
  return { stream: head.id, codes, final: tensor('finalize BOOL 2')[0] === 1 };
}

/** A tone a token, its pitch by the code; the look-ahead sounds with the next chunk only. */
function waveOf({ codes, final }: DecodedChunk): Buffer {
  const sounding = final ? codes : codes.slice(0, -lookAhead);
  const bytes = Buffer.alloc(sounding.length * samplesPerToken * 4);
  for (const [index, code] of sounding.entries()) {
    const hz = 200 + (code % 8) * 25;
    for (let at = 0; at < samplesPerToken; at += 1) {
      const sample = 0.3 * Math.sin((2 * Math.PI * hz * at) / 24_000);
      bytes.writeFloatLE(sample, (index * samplesPerToken + at) * 4);
    }
  }
  return bytes;
}

function answer(response: ServerResponse, wave: Buffer): void {
  const head = Buffer.from(
    JSON.stringify({
      model_name: 'token2wav_dit',
      model_version: '1',
      outputs: [
        {
          name: 'waveform',
          datatype: 'FP32',
          shape: [1, wave.length / 4],
          parameters: { binary_data_size: wave.length },
        },
      ],
    }),
  );
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'inference-header-content-length': String(head.length),
  });
  response.end(Buffer.concat([head, wave]));
}
