/** Nobody speaks. */
import { sendDigits, takeDigit } from '../keypad-moves.js';
import { beginTurn, listen, type Move, say, stay } from '../moves.js';
import { forgetVoice } from '../overlap-moves.js';
import type { Afterwards, ControllerState } from '../state.js';
import { awaitsBeep } from '../system1/other-end/hang-up-rule.js';
import { everywhere, notOurTurn, onPlayEnded, tooLate } from './common-rows.js';
import { ignored, type Rows } from './row.js';

const beginTurnRow = (means: string) => ({ to: ['UserSpeaking' as const], means, move: () => beginTurn });

export const silence: Rows = {
  ...everywhere('Silence'),
  answered: { to: ['BotReplying'], means: 'the call is answered: greeting', move: () => greet },
  'speech-start': beginTurnRow('the caller speaks'),
  'speech-resume': beginTurnRow('the caller speaks on'),
  'engine-speech-started': beginTurnRow('the engine hears the caller'),
  'engine-speech-stopped': ignored('Silence', notOurTurn),
  'speech-pause': ignored('Silence', notOurTurn),
  cues: {
    to: ['Silence'],
    means: 'a voice that was not taken for a turn; when it is over the ears forget it',
    move: ({ cues: { quietMs } }) => forgetVoice(quietMs),
  },
  'play-started': ignored('Silence', tooLate),
  dtmf: {
    to: ['Silence', 'BotReplying'],
    means: 'a key',
    move: (event, nowMs) => takeDigit(event.digit, nowMs),
  },
  'timer:digits': { to: ['BotReplying'], means: 'no more keys', move: (_event, nowMs) => sendDigits(nowMs) },
  'timer:idle': {
    to: ['BotReplying', 'Silence'],
    means: 'nobody says anything',
    move: (_event, nowMs) => onIdle(nowMs),
  },
  'play-ended': { ...onPlayEnded, to: ['Silence'] },
};

function greet(state: ControllerState) {
  const afterwards: Afterwards = { type: state.rules.turnDetection === 'duplex' ? 'open' : 'listen' };
  const { effects, state: next } = say({ greeting: true }, afterwards)(state);
  return stay(next, { type: 'set-timer', timer: 'call-limit', delayMs: state.rules.callLimitMs }, ...effects);
}

const onIdle =
  (nowMs: number): Move =>
  (state) => {
    const { attention, rules, holding, idlePromptsMade } = state;
    const { verdict } = attention.otherEnd;
    if (holding) return say({ phrase: 'hold-check' })({ ...state, holding: false });
    // Nobody is asked whether they are still there while music plays, or before a beep.
    if (verdict.kind === 'hold-music' || awaitsBeep(verdict, rules.system1, nowMs)) return listen(state);
    const asked = { ...state, idlePromptsMade: idlePromptsMade + 1 };
    return idlePromptsMade < rules.idlePrompts
      ? say({ phrase: 'still-there' })(asked)
      : say({ phrase: 'goodbye-idle' }, { type: 'hang-up', reason: 'idle' })(asked);
  };
