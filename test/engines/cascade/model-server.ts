/** `POST /chat/completions` as OpenAI's API reference has it, streaming, with tools. */
import type { ServerResponse } from 'node:http';
import type { Fault } from '../../contract/engine-side.js';
import { refused, writeBody } from '../http-fault.js';
import { type HttpRequest, WrongRequest } from '../http-server.js';

export interface ScriptedCall {
  readonly name: string;
  readonly arguments: object;
}

export interface ScriptedAnswer {
  readonly text?: string;
  /** Called together. */
  readonly calls?: readonly ScriptedCall[];
}

export interface WireMessage {
  readonly role: string;
  readonly content: string | null;
  readonly tool_calls?: readonly { readonly id: string; readonly function: { name: string; arguments: string } }[];
  readonly tool_call_id?: string;
}

interface WireTool {
  readonly type: string;
  readonly function: { readonly name: string; readonly parameters: object };
}

export interface ChatRequest {
  readonly messages: readonly WireMessage[];
  readonly tools: readonly string[];
}

export type ModelScript = (request: ChatRequest) => ScriptedAnswer;

export async function complete(
  request: HttpRequest,
  response: ServerResponse,
  script: ModelScript,
  fault: Fault | undefined,
  begun: (asked: ChatRequest) => void,
): Promise<void> {
  const asked = checked(request.json());
  begun(asked);
  if (refused(response, fault)) return;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const chunks = chunksOf(script(asked)).map((chunk) => Buffer.from(`data: ${chunk}\n\n`));
  await writeBody(response, chunks, fault === 'garbage' ? fault : undefined, Buffer.from('data: <html>\n\n'));
}

function checked(body: Record<string, unknown>): ChatRequest {
  if (body.stream !== true) throw new WrongRequest('not streaming');
  if (typeof body.model !== 'string') throw new WrongRequest('no model');
  const messages = body.messages as readonly WireMessage[];
  checkMessages(messages);
  return { messages, tools: toolsOf(body.tools as readonly WireTool[] | undefined) };
}

/** As OpenAI and strict chat templates do: the system prompt first, each call answered before anything else is said. */
function checkMessages([system, ...messages]: readonly WireMessage[]): void {
  if (system?.role !== 'system') throw new WrongRequest('no system prompt first');
  const open = new Set<string>();
  for (const message of messages) {
    const { role, content, tool_calls: calls = [], tool_call_id: id = '' } = message;
    if (!['user', 'assistant', 'tool'].includes(role)) throw new WrongRequest(`role ${role}`);
    if (role === 'tool' ? !open.delete(id) : open.size > 0) throw new WrongRequest('a call and a result do not match');
    if (typeof content !== 'string' && calls.length === 0) throw new WrongRequest('a message without content');
    for (const call of calls) {
      JSON.parse(call.function.arguments);
      open.add(call.id);
    }
  }
  if (open.size > 0) throw new WrongRequest('a call without its result');
}

function toolsOf(tools: readonly WireTool[] | undefined): readonly string[] {
  if (tools?.length === 0) throw new WrongRequest("[] is too short - 'tools'");
  for (const { type, function: described } of tools ?? []) {
    if (type !== 'function' || typeof described.parameters !== 'object') throw new WrongRequest('no function tool');
  }
  return (tools ?? []).map((tool) => tool.function.name);
}

/** Text a few characters at a time, arguments cut in the middle, calls told apart by their index. */
function chunksOf({ text = '', calls = [] }: ScriptedAnswer): string[] {
  const chunk = (delta: object, finish: string | null = null): string =>
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_760_000_000,
      model: 'm',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    });
  const deltas = (text.match(/[\s\S]{1,7}/g) ?? []).map((content) => chunk({ content }));
  const callDeltas = calls.flatMap(({ name, arguments: given }, index) => {
    const json = JSON.stringify(given);
    const piece = (from: number, to?: number) =>
      chunk({ tool_calls: [{ index, function: { arguments: json.slice(from, to) } }] });
    const first = { index, id: `call_${index}`, type: 'function', function: { name, arguments: '' } };
    return [chunk({ tool_calls: [first] }), piece(0, 3), piece(3)];
  });
  const usage = JSON.stringify({ object: 'chat.completion.chunk', choices: [], usage: { total_tokens: 9 } });
  return [
    chunk({ role: 'assistant', content: '' }),
    ...deltas,
    ...callDeltas,
    chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'),
    usage,
    '[DONE]',
  ];
}
