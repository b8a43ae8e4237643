/** What the caller keys: a language of the menu, or digits for the engine. */
import { languages } from '../core/language.js';
import type { Effect } from './effect.js';
import { noOtherLanguage } from './language/language-track.js';
import { ask, chain, type Move, say, stay } from './moves.js';
import type { ControllerState } from './state.js';
import { emptyWaterfall } from './waterfall.js';

const maxDigits = 32;

/** Takes a DTMF digit; the input is complete at '#', at the expected length, or when no more comes. */
export function takeDigit(digit: string, nowMs: number): Move {
  return (state) => {
    const language = chosenBy(digit, state);
    if (language !== undefined) return chooseLanguage(digit, language)(state);
    if (digit === '#' && state.digits !== '') return sendDigits(nowMs)(state);
    const digits = (state.digits + digit).slice(-maxDigits);
    const collecting: ControllerState = { ...state, turn: 'Silence', digits, idlePromptsMade: 0, holding: false };
    if (state.expectedDigits > 0 && digits.length >= state.expectedDigits) return sendDigits(nowMs)(collecting);
    return stay(
      collecting,
      { type: 'cancel-timer', timer: 'idle' },
      { type: 'set-timer', timer: 'digits', delayMs: state.rules.digitGapMs },
    );
  };
}

export function sendDigits(nowMs: number): Move {
  return (state) => {
    const { digits } = state;
    const keyed = { ...state, digits: '', rephrasing: undefined, waterfall: emptyWaterfall };
    const step = chain(keyed, ask({ kind: 'dtmf', digits }, nowMs));
    const remember: Effect[] = [
      { type: 'cancel-timer', timer: 'digits' },
      { type: 'remember', entry: { role: 'caller', digits } },
    ];
    return { state: step.state, effects: [...remember, ...step.effects] };
  };
}

/** The key of a language, as long as the caller may be answering the menu. */
function chosenBy(digit: string, { rules: { language }, choosesLanguage, digits }: ControllerState) {
  if (!choosesLanguage || digits !== '' || language.policy === 'fixed') return undefined;
  return languages.find((each) => language.keys[each] === digit);
}

/** The bot goes on in that language, and says so; the engine is asked nothing. */
const chooseLanguage =
  (digit: string, language: (typeof languages)[number]): Move =>
  (state) => {
    const chosen = { ...state, language, languageTrack: noOtherLanguage, idlePromptsMade: 0, holding: false };
    const { state: said, effects } = say({ phrase: 'language-chosen' })(chosen);
    return stay(said, { type: 'remember', entry: { role: 'caller', digits: digit } }, ...effects);
  };
