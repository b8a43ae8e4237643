import { writeFile } from 'node:fs/promises';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import { type DialOptions, dial } from './dial.js';
import type { CallerLeg } from './leg.js';
import { doStep, type ReadyStep, readyStep, type Speak } from './ready-step.js';
import { type CallReport, type Outcome, tenth } from './report.js';
import { checkScript, type Step } from './step.js';

export interface PlaceCallOptions extends DialOptions {
  readonly script: readonly Step[];
  readonly speak?: Speak | undefined;
  /** Writes both sides as a stereo WAV file when the call is over. */
  readonly recordTo?: string | undefined;
  /** Gives up an unanswered call, hangs up an answered one. */
  readonly signal?: AbortSignal;
}

interface Failure {
  readonly outcome: Outcome;
  readonly error: UndertoneError;
}

/**
 * Calls, does the steps of the script one after the other and hangs up. What goes wrong in the call is told by the
 * report's outcome. All speech is made before the INVITE, so that no step comes late.
 * @throws UndertoneError CLI_USAGE, VOICE_MISSING, ENGINE_FAILED when the script cannot be made ready
 */
export async function placeCall(options: PlaceCallOptions): Promise<CallReport> {
  const { uri, script, speak, clock, recordTo } = options;
  checkScript(script);
  const steps: ReadyStep[] = [];
  for (const step of script) steps.push(await readyStep(step, speak));
  const startedAt = new Date(clock.wallMs()).toISOString();
  const originMs = clock.nowMs();
  let ringMs: number | null = null;
  const onEvent: DialOptions['onEvent'] = (event) => {
    if (event.type === 'provisional' && event.status >= 180) ringMs ??= tenth(event.atMs);
    options.onEvent?.(event);
  };
  const leg = await dial({ ...options, onEvent }).catch(asUndertoneError);
  if (leg instanceof UndertoneError) {
    const endMs = tenth(clock.nowMs() - originMs);
    return {
      ...unanswered,
      ...outcomeOf(refusal(leg, options.signal)),
      uri,
      startedAt,
      ringMs,
      endMs,
      status: statusOf(leg),
    };
  }
  const failure = await converse(leg, steps, options.signal);
  await leg.hangUp();
  if (recordTo !== undefined) await record(leg, recordTo);
  return { uri, startedAt, ringMs, status: 200, ...outcomeOf(failure), ...leg.report() };
}

const unanswered = {
  callId: null,
  answerMs: null,
  endedBy: null,
  greeting: null,
  turns: [],
  media: null,
} as const;

/** Errors that are not the call's are for who called us. */
function refusal(error: UndertoneError, signal: AbortSignal | undefined): Failure {
  if (error.code === 'BUG') throw error;
  return { outcome: signal?.aborted ? 'aborted' : 'not-answered', error };
}

async function converse(
  leg: CallerLeg,
  steps: readonly ReadyStep[],
  signal: AbortSignal | undefined,
): Promise<Failure | undefined> {
  const stop = () => void leg.hangUp();
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  try {
    for (const step of steps) {
      const failure = await attempt(leg, step, signal);
      if (failure) return failure;
    }
    return undefined;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function attempt(leg: CallerLeg, step: ReadyStep, signal: AbortSignal | undefined): Promise<Failure | undefined> {
  try {
    await doStep(leg, step);
    return undefined;
  } catch (thrown) {
    const error = asUndertoneError(thrown);
    if (signal?.aborted) return { outcome: 'aborted', error };
    if (error.code === 'CALL_ENDED') return { outcome: 'ended-early', error };
    if (error.code === 'CALL_NO_REPLY') return { outcome: step.kind === 'wait-bye' ? 'no-bye' : 'no-reply', error };
    if (error.code !== 'BUG') return { outcome: 'failed', error };
    await leg.hangUp();
    throw error;
  }
}

function outcomeOf(failure: Failure | undefined): Pick<CallReport, 'outcome' | 'error'> {
  if (failure === undefined) return { outcome: 'done', error: null };
  const { code, message } = failure.error;
  return { outcome: failure.outcome, error: { code, message } };
}

/** The controller puts the final response's status into the details. */
function statusOf(error: UndertoneError): number | null {
  const { status } = error.details;
  return typeof status === 'number' ? status : null;
}

async function record(leg: CallerLeg, file: string): Promise<void> {
  try {
    await writeFile(file, leg.recording());
  } catch (thrown) {
    throw new UndertoneError('CLI_USAGE', `cannot write ${file}: ${asUndertoneError(thrown).message}`);
  }
}
