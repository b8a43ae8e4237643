/** Real recordings for tests; one that needs them is skipped by name where they are missing. */
import { hasSharedData } from '../../bench/shared-data.js';
import { optional } from './optional.js';

export { type Clip, sharedClips } from '../../bench/shared-data.js';

export const recordings = optional('shared speech', hasSharedData);
