import * as z from 'zod';

/** Key of every engine that is behind a wire. */
export const recordShape = {
  record: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe(
      'Folder, relative to this file, in which what crosses the wire is written down, to look into a fault; nothing when absent. It holds what callers and bot said, in clear, but no credentials. A file each start, of 256 MiB at most.',
    ),
};
