/** The real ears and their prosody over a turn, and the policy of guesses and ends simulated on what they hear. No clock. */
import { type EndOfTurnSituation, turnIsOver } from '#src/agent/end-of-turn/end-of-turn.js';
import type { EndingWeights } from '#src/agent/end-of-turn/ending.js';
import { type GuessTrack, noGuessYet, trackGuess } from '#src/agent/end-of-turn/guess-timing.js';
import type { Patience } from '#src/agent/end-of-turn/patience.js';
import type { TurnCues } from '#src/core/turn-cues.js';
import { frameMs } from '#src/media/ears/ears.js';
import { Prosody } from '#src/media/ears/prosody.js';
import { frameSamples, type VoiceModel } from '#src/media/ears/voice-model.js';
import type { TurnAudio } from './turn-audio.js';
import { frameFeatures, throughG711 } from './vad-run.js';

/** From a frame's last sample to the decision (jitter buffer), and from there to the first packet sent. */
export const lineMs = 60;
/** Voice that takes a turn back that was given up, before the bot is audible. */
const resumeMs = 64;
/** The word after a pause is known to go on from the text so long after it began. */
const transcriptMs = 300;
/** Ears and gate that disagree by more about the end of a recording: a noise in it, and no label to trust. */
const trustedMs = 300;

export interface HeardTurn extends TurnAudio {
  readonly cues: readonly TurnCues[];
}

export interface Policy {
  readonly patience: Patience;
  readonly weights: EndingWeights;
  readonly speculation: boolean;
  /** The bot's questions tell how long the answers are. */
  readonly expectations: boolean;
  /** A transcript says that a sentence with a pause put in is not complete there. */
  readonly text: boolean;
  /** From the request to the engine's first audio. */
  readonly engineMs: number;
}

export interface TurnOutcome {
  /** The bot was audible before the caller's last voiced sample. */
  readonly premature: boolean;
  /** The bot never took the turn. */
  readonly missed: boolean;
  /** From the last voiced sample to the first audible packet. */
  readonly gapMs: number;
  /** From the last voiced sample to the decision that the turn is over, on the wire: what an opener of the bot's own takes. */
  readonly decisionMs: number;
  readonly guesses: number;
  readonly committed: boolean;
  /** Engine time spent on discarded guesses. */
  readonly wastedMs: number;
}

export async function hearTurn(model: VoiceModel, turn: TurnAudio): Promise<HeardTurn> {
  const heard = throughG711(turn.samples);
  const frames = await frameFeatures(model, heard);
  const prosody = new Prosody();
  const cues = frames.flatMap(
    (frame, index) => prosody.add(heard.subarray(index * frameSamples, (index + 1) * frameSamples), frame) ?? [],
  );
  return { ...turn, cues };
}

/** The ears heard speech to about the end that the recording's level shows. */
export function hasTrustedEnd({ cues, lastMs }: HeardTurn): boolean {
  const heard = cues.findLast(({ voice }) => voice >= 0.5);
  return heard !== undefined && Math.abs(heard.atMs - lastMs) < trustedMs;
}

export function runTurn(turn: HeardTurn, policy: Policy): TurnOutcome {
  const run = new TurnRun(turn, policy);
  for (const cues of turn.cues) if (!run.hear(cues)) break;
  return run.outcome();
}

/** A caller of whom nothing is known but the sound. */
export function soundOnly(cues: TurnCues): EndOfTurnSituation {
  return {
    cues,
    language: 'en',
    completeness: 'unknown',
    expectedDigits: 0,
    digits: undefined,
    expectsShort: false,
    hint: undefined,
  };
}

/** A turn that was given up: the reply is on its way but not audible yet. */
interface GivenUp {
  readonly decidedMs: number;
  readonly audibleMs: number;
  readonly committed: boolean;
}

class TurnRun {
  readonly #turn: HeardTurn;
  readonly #policy: Policy;
  #track: GuessTrack = noGuessYet;
  #givenUp: GivenUp | undefined;
  #voicedMs = 0;
  #wastedMs = 0;

  constructor(turn: HeardTurn, policy: Policy) {
    this.#turn = turn;
    this.#policy = policy;
  }

  /** False once the bot is audible. */
  hear(cues: TurnCues): boolean {
    this.#voicedMs = cues.quietMs === 0 ? this.#voicedMs + frameMs : 0;
    if (this.#givenUp !== undefined && !this.#takesBack(cues, this.#givenUp))
      return cues.atMs < this.#givenUp.audibleMs;
    const situation = this.#situation(cues);
    if (this.#policy.speculation) this.#guess(situation);
    if (turnIsOver(situation, this.#policy.patience)) this.#giveUp(cues.atMs);
    return true;
  }

  outcome(): TurnOutcome {
    const { lastMs } = this.#turn;
    const gapMs = this.#givenUp === undefined ? Number.NaN : this.#givenUp.audibleMs + lineMs - lastMs;
    return {
      premature: gapMs < 0,
      missed: this.#givenUp === undefined,
      gapMs,
      decisionMs: this.#givenUp === undefined ? Number.NaN : this.#givenUp.decidedMs + lineMs - lastMs,
      guesses: this.#track.made,
      committed: this.#givenUp?.committed ?? false,
      wastedMs: this.#wastedMs,
    };
  }

  /** The caller goes on before the bot is audible: the reply is dropped, and nobody notices. */
  #takesBack({ atMs }: TurnCues, { audibleMs, committed }: GivenUp): boolean {
    if (this.#voicedMs < resumeMs || atMs >= audibleMs) return false;
    this.#givenUp = undefined;
    if (committed) this.#discard(atMs);
    return true;
  }

  #situation(cues: TurnCues): EndOfTurnSituation {
    const { expectedDigits, isShort, openUntilMs } = this.#turn;
    const { expectations, text } = this.#policy;
    return {
      ...soundOnly(cues),
      completeness: text && cues.atMs < openUntilMs + transcriptMs ? 'open' : 'unknown',
      expectedDigits,
      expectsShort: expectations && isShort,
    };
  }

  #guess(situation: EndOfTurnSituation): void {
    const { track, action } = trackGuess(this.#track, situation, this.#policy.patience, this.#policy.weights);
    if (action === 'discard') this.#discard(situation.cues.atMs);
    this.#track = track;
  }

  #discard(atMs: number): void {
    this.#wastedMs += atMs - (this.#track.startedMs ?? atMs);
    this.#track = { ...this.#track, stands: false };
  }

  #giveUp(atMs: number): void {
    const { stands, startedMs } = this.#track;
    const requestedMs = stands && startedMs !== undefined ? startedMs : atMs;
    const audibleMs = Math.max(atMs, requestedMs + this.#policy.engineMs);
    this.#givenUp = { decidedMs: atMs, audibleMs, committed: stands };
  }
}
