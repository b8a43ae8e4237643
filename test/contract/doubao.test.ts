import { afterAll, expect } from 'vitest';
import { openDoubao } from '../engines/doubao/doubao-subject.js';
import { describeEngine } from './engine-contract.js';

const opened = openDoubao({ encoding: 'pcm_s16le' });

afterAll(async () => expect((await opened).server.complaints).toEqual([]));

describeEngine('doubao', async () => (await opened).subject, [
  'slow-first-audio',
  'stalled',
  'half-closed',
  'garbage',
  'over-long',
  'busy',
  'broken',
  'expired',
]);
