/** The recognisers that a configuration asks for, one a language. */
import type { LoadedConfig } from './config/load.js';
import type { Clock } from './core/clock.js';
import { asUndertoneError, UndertoneError } from './core/errors.js';
import { type Language, languages } from './core/language.js';
import type { Log } from './core/log.js';
import type { MissingPart } from './engines/local/missing-part.js';
import type { Recogniser } from './engines/local/recogniser/recogniser.js';
import { startVosk } from './engines/local/recogniser/vosk/start-vosk.js';
import { voskModelFolder } from './engines/local/recogniser/vosk/vosk-model.js';
import { isPath, modelFolder } from './models/model-folder.js';
import { type ModelPlaces, modelPlaces } from './models/places.js';

/** A model that the configuration names: where it is, or what is wrong with it. */
export type NamedModel = { readonly language: Language } & (
  | { readonly folder: string; readonly error?: undefined }
  | { readonly folder?: undefined; readonly error: UndertoneError }
);

/** Never throws; `error` has CONFIG_BAD_REFERENCE, MODEL_MISSING, or what is wrong with the manifest. */
export function namedModels(config: LoadedConfig, places: ModelPlaces = modelPlaces): readonly NamedModel[] {
  return languages.flatMap((language): readonly NamedModel[] => {
    const name = config.config.recognition[language];
    if (name === undefined) return [];
    try {
      return [{ language, folder: folderOf(name, config, places) }];
    } catch (thrown) {
      return [{ language, error: asUndertoneError(thrown) }];
    }
  });
}

function folderOf(name: string, config: LoadedConfig, places: ModelPlaces): string {
  const isFolder = isPath(name);
  const folder = isFolder ? config.resolve(name) : modelFolder(name, places);
  try {
    return voskModelFolder(folder);
  } catch (thrown) {
    const help = isFolder ? '' : `; undertone models pull ${name} fetches it`;
    throw new UndertoneError('MODEL_MISSING', `${(thrown as Error).message}${help}`);
  }
}

export interface Recognition {
  readonly recognisers: ReadonlyMap<Language, Recogniser>;
  readonly missing: readonly MissingPart[];
  close(): Promise<void>;
}

export interface RecognitionOptions {
  readonly config: LoadedConfig;
  readonly clock: Clock;
  readonly log: Log;
}

/** A child process for each model that is there, and for English in any case; what is not there is in `missing`. */
export async function startRecognition({ config, clock, log }: RecognitionOptions): Promise<Recognition> {
  const named = namedModels(config);
  const isNamed = new Set(named.map(({ language }) => language));
  const wanted: { readonly language: Language; readonly modelDirectory?: string }[] = named.flatMap(
    ({ language, folder }) => (folder === undefined ? [] : [{ language, modelDirectory: folder }]),
  );
  if (!isNamed.has('en')) wanted.push({ language: 'en' });
  const started = await Promise.all(
    wanted.map(async (model) => ({ ...(await startVosk({ ...model, clock, log })), language: model.language })),
  );
  const unusable = named.flatMap(({ language, error }): MissingPart[] =>
    error === undefined ? [] : [{ part: 'recogniser', reason: error.message, languages: [language] }],
  );
  return {
    recognisers: new Map(
      started.flatMap(({ language, recogniser }) =>
        recogniser === undefined ? [] : [[language, recogniser] as const],
      ),
    ),
    missing: [...unusable, ...started.flatMap(({ missing }) => missing)],
    close: async () => {
      await Promise.all(started.map((local) => local.close()));
    },
  };
}
