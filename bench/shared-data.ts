/** Real speech and noise beside the repository (`../shared/data`, with an index.csv that says whose it is and under which licence). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository-root.js';

export interface Clip {
  readonly file: string;
  readonly corpus: string;
  readonly label: string;
  readonly speaker: string;
  readonly language: string;
  readonly licence: string;
}

const dataRoot = join(repositoryRoot, '..', 'shared', 'data');

export const hasSharedData = existsSync(join(dataRoot, 'index.csv'));

/** The clips whose path in the index begins with `prefix`, e.g. `speech/orders/`; none when the data is not there. */
export function sharedClips(prefix = ''): readonly Clip[] {
  if (!hasSharedData) return [];
  const [, ...rows] = readFileSync(join(dataRoot, 'index.csv'), 'utf8').trim().split(/\r?\n/);
  return rows
    .map((row) => row.split(','))
    .filter(([path]) => path?.startsWith(prefix) && path.endsWith('.wav'))
    .map(([path = '', corpus = '', label = '', speaker = '', language = '', licence = '']) => ({
      file: join(dataRoot, path),
      corpus,
      label,
      speaker,
      language,
      licence,
    }));
}
