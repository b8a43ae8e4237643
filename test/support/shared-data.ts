/** Real recordings for tests; one that needs them is skipped by name where hasSharedData is false. */
export { type Clip, hasSharedData, sharedClips } from '../../bench/shared-data.js';
