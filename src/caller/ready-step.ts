import { UndertoneError } from '../core/errors.js';
import type { Language } from '../core/language.js';
import type { CallerLeg } from './leg.js';
import type { Said } from './line.js';
import type { Step } from './step.js';
import { type Audio, readWav } from './wav.js';

/** Makes speech of a text. @throws UndertoneError VOICE_MISSING, ENGINE_FAILED */
export type Speak = (text: string, language: Language) => Promise<Audio>;

type SilentStep = Exclude<Step, { kind: 'say' | 'play' | 'audio' }>;

/** A step that needs nothing more from outside. */
export type ReadyStep = SilentStep | { readonly kind: 'audio'; readonly audio: Audio; readonly said: Said };

/** @throws UndertoneError CLI_USAGE, VOICE_MISSING, ENGINE_FAILED */
export async function readyStep(step: Step, speak: Speak | undefined): Promise<ReadyStep> {
  switch (step.kind) {
    case 'say': {
      if (speak === undefined) throw new UndertoneError('VOICE_MISSING', 'there is no voice for --say');
      return { kind: 'audio', audio: await speak(step.text, step.language), said: { kind: 'speech', text: step.text } };
    }
    case 'play':
      return { kind: 'audio', audio: await readWav(step.file), said: { kind: 'audio', label: step.file } };
    case 'audio':
      return { kind: 'audio', audio: step, said: { kind: 'audio', label: step.label ?? 'samples' } };
    default:
      return step;
  }
}

/** @throws UndertoneError CALL_NO_REPLY, CALL_ENDED, SDP_NOT_ACCEPTABLE */
export async function doStep(leg: CallerLeg, step: ReadyStep): Promise<void> {
  switch (step.kind) {
    case 'audio':
      return leg.say(step.audio, step.said);
    case 'dtmf':
      return leg.dtmf(step.digits);
    case 'wait':
      return leg.wait(step.durationMs);
    case 'wait-reply':
      await leg.waitReply();
      return;
    case 'barge-in-after':
      await leg.waitAudible(step.afterMs);
      return;
    case 'wait-bye':
      return leg.waitBye();
    case 'hang-up':
      await leg.hangUp();
  }
}
