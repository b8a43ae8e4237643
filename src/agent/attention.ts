/**
 * What the Controller notices beside the turns: how long the caller has waited for words, how fast the caller speaks,
 * and who is at the other end. Updated after every event; decides nothing by itself. Pure.
 */
import type { ControllerEvent } from './event.js';
import type { ControllerState } from './state.js';
import type { ReplyWait } from './system1/filler-rule.js';
import type { LineEvent } from './system1/other-end/line-event.js';
import { nobodyYet, noteLine, type OtherEndTrack } from './system1/other-end/other-end.js';
import { endPaceTurn, noPaceYet, notePace, type PaceTrack } from './system1/pace.js';

export interface Attention {
  /** The reply that the caller waits for in silence. */
  readonly wait: (ReplyWait & { readonly replyId: number }) | undefined;
  /** Tools that run for a reply. */
  readonly tool: (NonNullable<ReplyWait['tool']> & { readonly replyId: number }) | undefined;
  /** The filler that is being said. */
  readonly fillerId: number | undefined;
  /** When the timer for the next one is due. */
  readonly fillerDueMs: number | undefined;
  readonly pace: PaceTrack;
  readonly otherEnd: OtherEndTrack;
  readonly speechOnsetMs: number | undefined;
}

export const nothingNoticed: Attention = {
  wait: undefined,
  tool: undefined,
  fillerId: undefined,
  fillerDueMs: undefined,
  pace: noPaceYet,
  otherEnd: nobodyYet,
  speechOnsetMs: undefined,
};

export function notice(
  before: ControllerState,
  after: ControllerState,
  event: ControllerEvent,
  nowMs: number,
): Attention {
  const { attention } = after;
  const tool = toolAfter(attention, event, nowMs);
  const fillerId = fillerAfter(after, event);
  return {
    ...attention,
    tool,
    fillerId,
    wait: waitAfter(after, tool, attention.fillerId !== undefined && fillerId === undefined, nowMs),
    pace: paceAfter(before, after, event),
    speechOnsetMs: 'onsetMs' in event ? event.onsetMs : attention.speechOnsetMs,
    otherEnd: lineEvents(attention, event, nowMs).reduce(noteLine, attention.otherEnd),
  };
}

function toolAfter({ tool }: Attention, event: ControllerEvent, nowMs: number): Attention['tool'] {
  if (event.type === 'tool-result') return undefined;
  if (event.type !== 'tool-call' || event.effect === undefined || event.effect === 'call') return tool;
  return tool ?? { replyId: event.id, sinceMs: nowMs, effect: event.effect };
}

/** A filler is over when it was played, failed, or was cut together with the reply. */
function fillerAfter({ attention: { fillerId }, bot }: ControllerState, event: ControllerEvent): number | undefined {
  if (bot === undefined) return undefined;
  const isOver = (event.type === 'play-ended' || event.type === 'phrase-failed') && event.id === fillerId;
  return isOver ? undefined : fillerId;
}

function waitAfter(state: ControllerState, tool: Attention['tool'], fillerIsOver: boolean, nowMs: number) {
  const { bot, attention, rules } = state;
  const { reply } = bot ?? {};
  if (state.turn !== 'BotReplying' || reply === undefined || reply.hasAudio || rules.turnDetection === 'duplex') {
    return undefined;
  }
  const known = attention.wait?.replyId === reply.id ? attention.wait : undefined;
  const quietSinceMs = known === undefined || fillerIsOver ? nowMs : known.quietSinceMs;
  const said = known?.said ?? 0;
  return {
    replyId: reply.id,
    quietSinceMs,
    tool: tool?.replyId === reply.id ? tool : undefined,
    starting: false,
    said,
  };
}

function paceAfter(before: ControllerState, after: ControllerState, event: ControllerEvent): PaceTrack {
  const { pace } = after.attention;
  const speaks = before.turn === 'UserSpeaking' || before.turn === 'UserPaused';
  const noted = event.type === 'cues' && speaks ? notePace(pace, event.cues) : pace;
  if (!speaks || after.turn !== 'BotReplying' || after.bot?.reply === undefined) return noted;
  return endPaceTurn(noted, { transcript: after.partial === '' ? undefined : after.partial, upset: false });
}

function lineEvents({ speechOnsetMs }: Attention, event: ControllerEvent, nowMs: number): readonly LineEvent[] {
  switch (event.type) {
    case 'answered':
      return [{ type: 'answered', atMs: nowMs }];
    case 'line':
      return [event];
    case 'speech-pause':
      return speechOnsetMs === undefined
        ? []
        : [{ type: 'spoke', startedMs: speechOnsetMs, endedMs: event.lastVoicedMs }];
    case 'heard':
      return event.final ? [{ type: 'transcript', atMs: nowMs, text: event.text }] : [];
    case 'play-started':
      return [{ type: 'bot-began', atMs: nowMs }];
    case 'play-ended':
      return [{ type: 'bot-ended', atMs: nowMs }];
    default:
      return [];
  }
}
