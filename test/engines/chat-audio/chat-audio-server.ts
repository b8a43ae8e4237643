/** A server of chat completions that hears and speaks, in the shape of one vendor. */
import type { ServerResponse } from 'node:http';
import { decodeWav } from '#src/caller/wav.js';
import type { Fault } from '../../contract/engine-side.js';
import type { ModelScript, WireMessage } from '../cascade/model-server.js';
import { heardIn } from '../cascade/spoken-word.js';
import { refused, writeBody } from '../http-fault.js';
import { type HttpRequest, startHttpServer, WrongRequest } from '../http-server.js';
import { chunk, type Fields, type ServerShape, type ShapeMessage, type ShapeRequest } from './shape.js';

export interface ChatAudioServer {
  readonly url: string;
  readonly wrong: readonly string[];
  /** Requests for speech, as they came. */
  readonly asked: readonly ShapeRequest[];
  /** Requests for text about a piece of audio. */
  readonly questions: readonly ShapeRequest[];
  readonly aborted: () => number;
  /** Of vLLM's metrics. */
  waiting: number;
  /** Answer to a question about a voice. */
  reading: string;
  misbehave(fault: Fault | undefined): void;
  close(): Promise<void>;
}

/** Longest part that Step-Audio 2's encoder takes. */
const maxPartSeconds = 25;

export async function startChatAudioServer(
  shape: ServerShape,
  script: ModelScript,
  key?: string,
): Promise<ChatAudioServer> {
  const asked: ShapeRequest[] = [];
  const questions: ShapeRequest[] = [];
  const state = { fault: undefined as Fault | undefined, waiting: 0, reading: '{"emotion":"neutral"}' };
  const server = await startHttpServer(async (request, response) => {
    const page = pages(state.waiting)[request.path];
    if (page !== undefined) return void response.writeHead(200).end(page);
    if (request.path !== '/v1/chat/completions') return void response.writeHead(404).end();
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) {
      return void response.writeHead(401).end('{"error":{"message":"bad key"}}');
    }
    const body = checked(request, shape);
    if (!shape.wantsSpeech(body)) {
      questions.push(body);
      return answerInWords(body, shape, state.reading, response);
    }
    asked.push(body);
    await speak(body, shape, script, state.fault, response);
  });
  return {
    url: server.url,
    wrong: server.wrong,
    asked,
    questions,
    aborted: server.aborted,
    set waiting(count: number) {
      state.waiting = count;
    },
    set reading(answer: string) {
      state.reading = answer;
    },
    misbehave(fault) {
      state.fault = fault;
    },
    close: () => server.close(),
  };
}

function pages(waiting: number): Readonly<Record<string, string>> {
  return {
    '/health': '',
    '/v1/models': '{"object":"list","data":[{"id":"m","object":"model"}]}',
    '/metrics': [
      '# TYPE vllm:num_requests_running gauge',
      'vllm:num_requests_running{engine="0",model_name="m"} 1.0',
      `vllm:num_requests_waiting{engine="0",model_name="m"} ${waiting}.0`,
      '',
    ].join('\n'),
  };
}

function checked(request: HttpRequest, shape: ServerShape): ShapeRequest {
  const body = request.json() as ShapeRequest;
  if (typeof body.model !== 'string') throw new WrongRequest('no model');
  const [system, ...messages] = body.messages;
  if (system?.role !== 'system') throw new WrongRequest('no system prompt first');
  const tools = body.tools as readonly Fields[] | undefined;
  if (tools?.length === 0) throw new WrongRequest("[] is too short - 'tools'");
  const open = new Set<string>();
  for (const message of messages) checkMessage(message, shape, open);
  if (open.size > 0) throw new WrongRequest('a call without its result');
  return body;
}

function checkMessage(message: ShapeMessage, shape: ServerShape, open: Set<string>): void {
  const { role, content, tool_calls: calls = [], tool_call_id: id = '' } = message;
  if (![shape.callerRole, 'assistant', 'tool'].includes(role)) throw new WrongRequest(`role ${role}`);
  if (role === 'tool' ? !open.delete(id) : open.size > 0) throw new WrongRequest('a call and a result do not match');
  if (role === shape.callerRole && typeof content !== 'string')
    for (const part of content ?? []) checkPart(part, shape);
  else if (typeof content !== 'string') throw new WrongRequest('content that is no text');
  for (const call of calls) {
    JSON.parse(call.function.arguments);
    open.add(call.id);
  }
}

function checkPart(part: Fields, shape: ServerShape): void {
  const { samples, rateHz } = decodeWav(shape.wavOf(part));
  if (rateHz !== 16_000) throw new WrongRequest(`audio at ${rateHz} Hz`);
  if (samples.length > maxPartSeconds * rateHz) throw new WrongRequest('audio longer than the encoder takes');
}

async function speak(
  body: ShapeRequest,
  shape: ServerShape,
  script: ModelScript,
  fault: Fault | undefined,
  response: ServerResponse,
): Promise<void> {
  if (refused(response, fault)) return;
  const tools = ((body.tools ?? []) as readonly { function: { name: string } }[]).map((tool) => tool.function.name);
  const answer = script({ messages: inWords(body.messages, shape), tools: shape.hasTools ? tools : [] });
  const rateHz = fault === 'wrong-rate' ? 16_000 : 24_000;
  if (shape.wholeBody !== undefined) {
    const json = Buffer.from(JSON.stringify(shape.wholeBody(answer, rateHz)));
    const half = Math.floor(json.length / 2);
    response.writeHead(200, { 'content-type': 'application/json' });
    return writeBody(response, [json.subarray(0, half), json.subarray(half)], fault, Buffer.from('<html>'));
  }
  const finish = (answer.calls ?? []).length > 0 ? 'tool_calls' : 'stop';
  const events = [...shape.spoken(answer, rateHz).map((event) => JSON.stringify(event))];
  // A reply without an end has none.
  if (fault !== 'over-long') events.push(JSON.stringify(chunk({}, finish)), '[DONE]');
  const parts = events.map((data) => Buffer.from(`data: ${data}\n\n`));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  await writeBody(response, parts, fault, Buffer.from('data: <html>\n\n'));
}

/** The words of a turn, or what is made of its voice. */
function answerInWords(body: ShapeRequest, shape: ServerShape, reading: string, response: ServerResponse): void {
  const [system, caller] = body.messages;
  const isReading = typeof system?.content === 'string' && system.content.includes('JSON');
  const text = isReading ? reading : callerText(caller!, shape);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const data of [chunk({ content: text }), chunk({}, 'stop')]) response.write(`data: ${JSON.stringify(data)}\n\n`);
  response.end('data: [DONE]\n\n');
}

/** The conversation as a script takes it: what was said, by whom. */
function inWords(messages: readonly ShapeMessage[], shape: ServerShape): readonly WireMessage[] {
  return messages
    .filter(({ content }) => content !== '<tts_start>')
    .map((message) => {
      if (message.role === shape.callerRole) return { role: 'user', content: callerText(message, shape) };
      if (message.role === 'assistant') return { role: 'assistant', content: shape.saidIn(message) };
      return { role: message.role, content: String(message.content) };
    });
}

function callerText({ content }: ShapeMessage, shape: ServerShape): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => heardIn(shape.wavOf(part))).join(' ');
}
