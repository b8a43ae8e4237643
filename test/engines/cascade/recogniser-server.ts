/**
 * `POST /audio/transcriptions` as OpenAI's API reference has it, JSON and server-sent events; and `POST /api/v1/asr` as
 * SenseVoice's `api.py` has it.
 */
import type { ServerResponse } from 'node:http';
import { type HttpRequest, WrongRequest } from '../http-server.js';
import { heardIn } from './spoken-word.js';

/** What a recogniser makes of a turn: its text, with tags or without, and the fields that it has beside it. */
export interface RecogniserAnswer {
  readonly text: string;
  readonly [field: string]: unknown;
}

/** @param word what was heard in the turn's audio */
export type Recognises = (word: string) => RecogniserAnswer;

const known = new Set(['model', 'response_format', 'language', 'prompt', 'stream', 'file']);

export async function transcribe(
  request: HttpRequest,
  response: ServerResponse,
  recognises: Recognises,
): Promise<string> {
  const form = await request.form();
  for (const name of form.keys()) if (!known.has(name)) throw new WrongRequest(`unknown field ${name}`);
  if (typeof form.get('model') !== 'string') throw new WrongRequest('no model');
  const format = String(form.get('response_format'));
  if (!['json', 'verbose_json'].includes(format)) throw new WrongRequest(`no such format ${format}`);
  const language = form.get('language');
  if (language !== null && !['en', 'zh', 'yue'].includes(String(language))) throw new WrongRequest('no such language');
  const word = await wordOf(form.get('file'));
  const { text, ...fields } = recognises(word);
  const answer =
    format === 'json' ? { text, ...fields } : { task: 'transcribe', duration: 1, text, segments: [], ...fields };
  if (form.get('stream') === 'true') {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const delta of piecesOf(text)) send(response, { type: 'transcript.text.delta', delta });
    send(response, { type: 'transcript.text.done', ...answer });
    response.end();
  } else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  return word;
}

/** The text of an answer is the model's own, with its tags. */
export async function senseVoice(
  request: HttpRequest,
  response: ServerResponse,
  recognises: Recognises,
): Promise<string> {
  const form = await request.form();
  const files = form.getAll('files');
  const keys = String(form.get('keys')).split(',');
  const lang = String(form.get('lang'));
  if (files.length !== 1 || keys.length !== 1 || keys[0] === '')
    throw new WrongRequest('as many keys as files, one here');
  if (!['auto', 'zh', 'en', 'yue', 'ja', 'ko', 'nospeech'].includes(lang)) throw new WrongRequest('no such language');
  const word = await wordOf(files[0] ?? null);
  const { text: raw } = recognises(word);
  const withEmoji = raw.replace(/<\|ANGRY\|>(.*)/u, '$1😡').replace(/<\|.*?\|>/gu, '');
  const result = [{ key: keys[0], text: withEmoji, raw_text: raw, clean_text: raw.replace(/<\|.*\|>/gmu, '') }];
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ result }));
  return word;
}

async function wordOf(file: File | string | null): Promise<string> {
  if (!(file instanceof File) || !file.name.endsWith('.wav')) throw new WrongRequest('no WAV file with a name');
  return heardIn(new Uint8Array(await file.arrayBuffer()));
}

/** Words; a text with tags in pieces that cut them. */
function piecesOf(text: string): readonly string[] {
  return text.includes('<|') ? (text.match(/.{1,5}/gsu) ?? []) : text.split(/(?= )/);
}

function send(response: ServerResponse, event: object): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}
