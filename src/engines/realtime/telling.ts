/** How an engine is told of what happened on our side. */
import type { ToolResult } from '../../agent/tool.js';
import { assistantTextEvent, deleteItemEvent, truncateItemEvent } from './client-events.js';
import type { RealtimeDialect } from './dialect.js';
import type { RealtimeReply } from './reply.js';
import type { ClientEvent } from './session-config.js';

/** A tool's result as a model reads it. */
export function outputText(result: ToolResult): string {
  return JSON.stringify(result.ok ? (result.value ?? null) : { error: { code: result.code, message: result.message } });
}

export interface Cut {
  readonly reply: RealtimeReply;
  readonly playedMs: number;
  readonly heardText: string;
}

/** The caller heard only the beginning of a reply. */
export function truncationEvents(
  dialect: RealtimeDialect,
  { reply, playedMs, heardText }: Cut,
  nextItemId: () => string,
): ClientEvent[] {
  const items = reply.spoken.filter(({ itemId }) => itemId !== '');
  const cut = items.filter(({ untilMs }) => untilMs > playedMs);
  if (cut.length === 0) return [];
  switch (dialect.conversation.truncation) {
    case 'none':
      return [];
    case 'truncate':
      return cut.map(({ itemId, contentIndex, fromMs }) =>
        truncateItemEvent(itemId, contentIndex, Math.max(0, playedMs - fromMs)),
      );
    case 'recreate': {
      const heard = heardText.trim();
      const deleted = items.map(({ itemId }) => deleteItemEvent(itemId));
      return heard === '' ? deleted : [...deleted, assistantTextEvent(dialect, nextItemId(), heard)];
    }
  }
}
