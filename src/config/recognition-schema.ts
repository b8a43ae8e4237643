import * as z from 'zod';

/** Names the recogniser of English that npm brings. */
export const builtInRecogniser = 'built-in';

const model = z.string().min(1).max(1000);

export const recognitionSchema = z
  .strictObject({
    en: model
      .optional()
      .describe(
        'For English. When absent: `sense-voice` once it has been pulled, else `built-in`, the small model of the npm package.',
      ),
    yue: model
      .optional()
      .describe(
        'For Cantonese. When absent: `sense-voice` once it has been pulled; else callers are told to use the keypad.',
      ),
    cmn: model
      .optional()
      .describe(
        'For Mandarin. When absent: `sense-voice` once it has been pulled; else callers are told to use the keypad.',
      ),
  })
  .describe(
    'Speech models of the engine `local`, each a name of models/manifest.yaml or, with a slash in it, a folder relative to this file. One model that several languages name is loaded once. See docs/models.md.',
  );
