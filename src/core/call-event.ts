/**
 * What happens in a call, as told to whoever keeps records: the log now. One vocabulary for all of them.
 * Values are as they were; who writes them down where people read redacts them.
 */
export type CallEvent = { readonly callId: string } & (
  | {
      readonly type: 'invited';
      readonly caller: string;
      readonly called: string;
      readonly source: string;
      readonly bot: string;
      readonly route: string;
    }
  | {
      readonly type: 'refused';
      readonly caller: string;
      readonly called: string;
      readonly source: string;
      readonly status: number;
      readonly code: string;
      readonly message: string;
    }
  | { readonly type: 'answered'; readonly setupMs: number }
  | { readonly type: 'turn-state'; readonly from: string; readonly to: string; readonly cause: string }
  | { readonly type: 'said'; readonly by: 'caller' | 'bot'; readonly text: string; readonly cut: boolean }
  | { readonly type: 'keyed'; readonly digits: string }
  | { readonly type: 'tool'; readonly name: string; readonly ok: boolean }
  | { readonly type: 'turn'; readonly gapMs: number | undefined; readonly guessed: boolean }
  | { readonly type: 'guess'; readonly outcome: 'started' | 'committed' | 'discarded' }
  | { readonly type: 'event-refused'; readonly event: string; readonly state: string }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | { readonly type: 'transfer'; readonly accepted: boolean; readonly status: number | undefined }
  | {
      readonly type: 'ended';
      readonly reason: string;
      readonly durationMs: number;
      readonly packetsSent: number;
      readonly packetsReceived: number;
      readonly packetsLost: number;
      readonly packetsRefused: number;
    }
);
