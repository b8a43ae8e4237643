/** The three parts of a cascade on one port, each speaking its real wire. */
import type { Fault } from '../../contract/engine-side.js';
import { type AnswerListener, startHttpServer, type TestHttpServer, WrongRequest } from '../http-server.js';
import { type ChatRequest, complete, type ModelScript } from './model-server.js';
import { type Recognises, senseVoice, transcribe } from './recogniser-server.js';
import { isSynthesis, type Synthesis, synthesise } from './voice-server.js';

export interface CascadeServer extends TestHttpServer {
  readonly heard: readonly string[];
  readonly asked: readonly ChatRequest[];
  /** In the order in which they were asked for. */
  readonly spoken: readonly Synthesis[];
  /** Most sentences that were being said at a time. */
  readonly mostAtATime: () => number;
  /** What the recogniser makes of what is said from here on; at first, its words and nothing else. */
  recognises: Recognises;
  misbehave(fault: Fault | undefined): void;
}

const pages = new Set(['/', '/v1/models', '/voices', '/v1/health', '/openapi.json']);

export async function startCascadeServer(
  script: ModelScript,
  key?: string,
  onAnswer?: AnswerListener,
): Promise<CascadeServer> {
  const heard: string[] = [];
  const asked: ChatRequest[] = [];
  const spoken: Synthesis[] = [];
  let fault: Fault | undefined;
  let speaking = 0;
  let most = 0;
  const server = await startHttpServer(async (request, response) => {
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) {
      response.writeHead(401).end('{"error":{"message":"Incorrect API key provided"}}');
    } else if (request.method === 'GET' && pages.has(request.path)) response.writeHead(200).end('{}');
    else if (request.path === '/v1/audio/transcriptions') {
      heard.push(await transcribe(request, response, cascade.recognises));
    } else if (request.path === '/api/v1/asr') heard.push(await senseVoice(request, response, cascade.recognises));
    else if (request.path === '/v1/chat/completions') {
      await complete(request, response, script, fault, (chat) => asked.push(chat));
    } else if (isSynthesis(request.path)) {
      speaking += 1;
      most = Math.max(most, speaking);
      await synthesise(request, response, fault, (synthesis) => spoken.push(synthesis));
      speaking -= 1;
    } else throw new WrongRequest('no such page');
  }, onAnswer);
  const cascade: CascadeServer = {
    ...server,
    recognises: (text) => ({ text }),
    heard,
    asked,
    spoken,
    mostAtATime: () => most,
    misbehave: (wanted) => {
      fault = wanted;
    },
  };
  return cascade;
}
