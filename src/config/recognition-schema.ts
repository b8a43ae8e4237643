import * as z from 'zod';

const model = z.string().min(1).max(1000);

export const recognitionSchema = z
  .strictObject({
    en: model.optional().describe('For English; the one of the npm package when absent.'),
    yue: model.optional().describe('For Cantonese; callers are told to use the keypad when absent.'),
    cmn: model.optional().describe('For Mandarin; callers are told to use the keypad when absent.'),
  })
  .describe(
    'Speech models of the engine `local`: Vosk models with a dynamic graph, each a name of models/manifest.yaml or, with a slash in it, a folder relative to this file. See docs/models.md.',
  );
