import type { Clock } from '../../../../core/clock.js';
import type { Language } from '../../../../core/language.js';
import type { Log } from '../../../../core/log.js';
import { forkChannel } from '../../child/channel.js';
import { type LocalRecogniser, startChildRecogniser } from '../child-recogniser.js';
import type { CtcLoad } from './ctc-child.js';
import type { CtcKind } from './ctc-model.js';

export interface CtcOptions {
  readonly clock: Clock;
  readonly log?: Log;
  readonly kind: CtcKind;
  /** Has the model and its tokens.txt. */
  readonly folder: string;
  /** That callers are heard in. */
  readonly languages: readonly Language[];
}

/**
 * glibc gives memory of a weight back only if it was mapped by itself: left to guess, it keeps 240 MB that onnxruntime read the
 * model into. Other libraries do not know these.
 */
const environment = { MALLOC_MMAP_THRESHOLD_: '262144', MALLOC_TRIM_THRESHOLD_: '262144' };

/** A recogniser of free words, in a process that serves all calls. */
export function startCtc({ clock, log, kind, folder, languages }: CtcOptions): Promise<LocalRecogniser> {
  const model: CtcLoad = { kind, folder, languages };
  return startChildRecogniser({
    open: forkChannel(new URL('ctc-child.js', import.meta.url), { environment, flags: ['--expose-gc'] }),
    model,
    languages,
    freeWords: true,
    hasTags: kind === 'sense-voice',
    clock,
    ...(log && { log }),
  });
}
