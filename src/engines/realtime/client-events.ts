/** Events that we send, beside those that configure the session. */
import type { ChatMessage } from '../history/chat-message.js';
import type { RealtimeDialect } from './dialect.js';
import type { ClientEvent } from './session-config.js';

export const appendEvent = (audio: string): ClientEvent => ({ type: 'input_audio_buffer.append', audio });
export const commitEvent: ClientEvent = { type: 'input_audio_buffer.commit' };
export const clearEvent: ClientEvent = { type: 'input_audio_buffer.clear' };

/** @param instructions of this response alone, in place of the session's */
export const createResponseEvent = (instructions?: string): ClientEvent => ({
  type: 'response.create',
  ...(instructions === undefined ? {} : { response: { instructions } }),
});

export function cancelResponseEvent(dialect: RealtimeDialect, responseId: string | undefined): ClientEvent {
  const named = dialect.conversation.cancelsById && responseId !== undefined;
  return { type: 'response.cancel', ...(named ? { response_id: responseId } : {}) };
}

export const deleteItemEvent = (itemId: string): ClientEvent => ({
  type: 'conversation.item.delete',
  item_id: itemId,
});

/** @param audioEndMs of the item's audio that was heard; more than there is, is an error */
export const truncateItemEvent = (itemId: string, contentIndex: number, audioEndMs: number): ClientEvent => ({
  type: 'conversation.item.truncate',
  item_id: itemId,
  content_index: contentIndex,
  audio_end_ms: Math.floor(audioEndMs),
});

/** A text of the caller's, such as keys. */
export const callerTextEvent = (itemId: string, text: string): ClientEvent =>
  itemEvent({ id: itemId, type: 'message', role: 'user', content: [{ type: 'input_text', text }] });

export const assistantTextEvent = (dialect: RealtimeDialect, itemId: string, text: string): ClientEvent =>
  itemEvent({
    id: itemId,
    type: 'message',
    role: 'assistant',
    content: [{ type: dialect.conversation.assistantText, text }],
  });

/** @param callId the engine's; undefined where it gives none */
export function toolResultEvent(
  { tools }: RealtimeDialect,
  itemId: string,
  callId: string | undefined,
  output: string,
): ClientEvent {
  const named = callId === undefined ? {} : { call_id: callId };
  if (tools.result === 'function_call_output') {
    return itemEvent({ id: itemId, type: 'function_call_output', ...named, output });
  }
  const item = { type: 'message', role: 'tool', ...named, content: [{ type: 'input_text', text: output }] };
  return { type: 'conversation.item.create', items: [item] };
}

/** What was said before, as items; a tool's use is its call and its result. */
export function historyEvents(
  dialect: RealtimeDialect,
  messages: readonly ChatMessage[],
  nextItemId: () => string,
): ClientEvent[] {
  return messages.flatMap((message) => {
    if (message.role === 'user') return [callerTextEvent(nextItemId(), message.text)];
    if (message.role === 'tool') return [toolResultEvent(dialect, nextItemId(), message.toolCallId, message.text)];
    const calls = message.calls.map(({ toolCallId, name, arguments: given }) =>
      itemEvent({ id: nextItemId(), type: 'function_call', call_id: toolCallId, name, arguments: given }),
    );
    return message.text === '' ? calls : [assistantTextEvent(dialect, nextItemId(), message.text), ...calls];
  });
}

const itemEvent = (item: object): ClientEvent => ({ type: 'conversation.item.create', item });
