import type { EngineHealth } from '../../../agent/engine.js';
import { UndertoneError } from '../../../core/errors.js';
import { HttpEndpoint, type HttpEndpointOptions } from '../../wire/http-endpoint.js';
import { withOneRetry } from '../../wire/retry.js';
import { serverSentEvents } from '../../wire/server-sent-events.js';
import { ChatAnswer } from './chat-answer.js';
import { chatRequest } from './chat-request.js';
import type { ModelEvent, ModelRequest, TextModel } from './text-model.js';
import { ThoughtFilter } from './thought-filter.js';

export interface ChatModelOptions extends HttpEndpointOptions {
  /** As the server knows it, such as `step-audio-chat`. */
  readonly model: string;
  /** False for models that were not taught tools; then none are offered. */
  readonly tools?: boolean;
  /** More of the request, such as `temperature` or `max_tokens`; sent as it is. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

const maxEventChars = 256 * 1024;

/** Any server with OpenAI's chat completions: vLLM (Step-Audio-Chat among others), SGLang, llama.cpp, Ollama, clouds. */
export function createChatModel(options: ChatModelOptions): TextModel {
  return new ChatModel(options);
}

class ChatModel implements TextModel {
  readonly tools: boolean;
  readonly #options: ChatModelOptions;
  readonly #endpoint: HttpEndpoint;

  constructor(options: ChatModelOptions) {
    this.#options = options;
    this.tools = options.tools ?? true;
    this.#endpoint = new HttpEndpoint(options);
  }

  async *answer(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void, undefined> {
    const { model, parameters = {}, clock } = this.#options;
    const asked = chatRequest({ ...request, tools: this.tools ? request.tools : [] }, model, parameters);
    const open = () => this.#endpoint.postJson('/chat/completions', asked, signal);
    const { body } = await withOneRetry(open, { clock, signal, mayRetry: () => true });
    const answer = new ChatAnswer();
    const thoughts = new ThoughtFilter();
    for await (const data of serverSentEvents(body, maxEventChars)) {
      const text = thoughts.push(answer.push(data));
      if (text !== '') yield { type: 'text', text };
    }
    const rest = thoughts.end();
    if (rest !== '') yield { type: 'text', text: rest };
    if (!answer.isOver) throw new UndertoneError('ENGINE_FAILED', 'the model broke off its answer');
    for (const call of answer.calls) yield { type: 'call', call };
  }

  probe(signal: AbortSignal): Promise<EngineHealth> {
    return this.#endpoint.probe('/models', signal);
  }
}
