/** `POST /audio/transcriptions` as OpenAI's API reference has it, JSON and server-sent events. */
import type { ServerResponse } from 'node:http';
import { type HttpRequest, WrongRequest } from '../http-server.js';
import { heardIn } from './spoken-word.js';

const known = new Set(['model', 'response_format', 'language', 'prompt', 'stream', 'file']);

export async function transcribe(request: HttpRequest, response: ServerResponse): Promise<string> {
  const form = await request.form();
  for (const name of form.keys()) if (!known.has(name)) throw new WrongRequest(`unknown field ${name}`);
  const file = form.get('file');
  if (!(file instanceof File) || !file.name.endsWith('.wav')) throw new WrongRequest('no WAV file with a name');
  if (typeof form.get('model') !== 'string') throw new WrongRequest('no model');
  const language = form.get('language');
  if (language !== null && !['en', 'zh', 'yue'].includes(String(language))) throw new WrongRequest('no such language');
  const text = heardIn(new Uint8Array(await file.arrayBuffer()));
  if (form.get('stream') === 'true') {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const delta of text.split(/(?= )/)) send(response, { type: 'transcript.text.delta', delta });
    send(response, { type: 'transcript.text.done', text });
    response.end();
  } else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ text }));
  return text;
}

function send(response: ServerResponse, event: object): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}
