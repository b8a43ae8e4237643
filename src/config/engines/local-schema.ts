import * as z from 'zod';

/** The embedded engine with a dialogue other than the bot's. */
export const localSchema = z
  .strictObject({
    family: z
      .literal('local')
      .describe('The embedded engine: a recogniser, a written dialogue and a voice in this process.'),
    dialogue: z.string().min(1).describe('File of the dialogue, relative to this file.'),
  })
  .describe('The embedded engine, needing no model and no network.');
