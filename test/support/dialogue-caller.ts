import type { ToolResult } from '#src/agent/tool.js';
import type { Language } from '#src/core/language.js';
import { type DialogueState, initialState } from '#src/engines/local/dialogue/state.js';
import { type DialogueInput, type HeardSpeech, step } from '#src/engines/local/dialogue/step.js';
import { carrierAnswer, carrierDialogue } from './carrier-dialogue.js';

export const today = '2026-11-22';

/** A caller at the other end of the dialogue: keys are typed, anything else is spoken. */
export class DialogueCaller {
  state: DialogueState;
  calls: { name: string; arguments: Readonly<Record<string, unknown>> }[] = [];
  answer: (call: { name: string; arguments: Readonly<Record<string, unknown>> }) => ToolResult = carrierAnswer;

  constructor(language: Language) {
    this.state = initialState(language);
  }

  /** What the bot says to it. */
  hears(input: string): string {
    const typed = /^[\d*#]+$/.test(input);
    return this.#give(typed ? { type: 'digits', digits: input } : { type: 'speech', text: input, unknownWords: 0 });
  }

  /** What the bot says to what a recogniser made of it. */
  hearsSpeech(heard: HeardSpeech): string {
    return this.#give({ type: 'speech', ...heard });
  }

  hearsAfter(...inputs: string[]): string {
    return inputs.map((input) => this.hears(input)).at(-1) ?? '';
  }

  #give(input: DialogueInput): string {
    const said: string[] = [];
    let next: DialogueInput | undefined = input;
    while (next !== undefined) {
      const { state, actions } = step(carrierDialogue, this.state, next, today);
      this.state = state;
      next = undefined;
      for (const action of actions) {
        if (action.type === 'say') said.push(action.text);
        else {
          const call = { name: action.tool, arguments: action.arguments };
          this.calls.push(call);
          next = { type: 'result', result: this.answer(call) };
        }
      }
    }
    return said.join(' ');
  }
}
