/** The recognisers that a configuration asks for, or that are there: each model once, for all the languages it is to hear. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { localEngineName } from './config/bot-schema.js';
import type { LoadedConfig } from './config/load.js';
import { builtInRecogniser } from './config/recognition-schema.js';
import type { Clock } from './core/clock.js';
import { asUndertoneError, UndertoneError } from './core/errors.js';
import { type Language, languages } from './core/language.js';
import type { Log } from './core/log.js';
import type { MissingPart } from './engines/local/missing-part.js';
import type { LocalRecogniser } from './engines/local/recogniser/child-recogniser.js';
import { startCtc } from './engines/local/recogniser/ctc/start-ctc.js';
import type { Recogniser } from './engines/local/recogniser/recogniser.js';
import {
  languagesOfKind,
  type RecogniserModel,
  recogniserModelIn,
} from './engines/local/recogniser/recogniser-model.js';
import { startVosk } from './engines/local/recogniser/vosk/start-vosk.js';
import { isPath, modelFolder } from './models/model-folder.js';
import { type ModelPlaces, modelPlaces } from './models/places.js';

/** The model that hears every language which the configuration names none for, once it has been pulled. */
export const everydayModel = 'sense-voice';

/** A model that the configuration names: where it is, or what is wrong with it. */
export type NamedModel = { readonly language: Language } & (
  | { readonly model: RecogniserModel | typeof builtInRecogniser; readonly error?: undefined }
  | { readonly model?: undefined; readonly error: UndertoneError }
);

/** Never throws; `error` has CONFIG_BAD_REFERENCE, MODEL_MISSING, or what is wrong with the manifest. */
export function namedModels(config: LoadedConfig, places: ModelPlaces = modelPlaces): readonly NamedModel[] {
  return languages.flatMap((language): readonly NamedModel[] => {
    const name = config.config.recognition[language];
    if (name === undefined) return [];
    try {
      return [{ language, model: modelNamed(name, language, config, places) }];
    } catch (thrown) {
      return [{ language, error: asUndertoneError(thrown) }];
    }
  });
}

function modelNamed(name: string, language: Language, config: LoadedConfig, places: ModelPlaces) {
  if (name === builtInRecogniser) {
    if (language === 'en') return name;
    throw new UndertoneError('CONFIG_BAD_REFERENCE', `there is no built-in recogniser of ${language}`);
  }
  const isFolder = isPath(name);
  const folder = isFolder ? config.resolve(name) : modelFolder(name, places);
  return modelIn(folder, isFolder ? '' : `; undertone models pull ${name} fetches it`);
}

function modelIn(folder: string, help: string): RecogniserModel {
  try {
    return recogniserModelIn(folder);
  } catch (thrown) {
    throw new UndertoneError('MODEL_MISSING', `${(thrown as Error).message}${help}`);
  }
}

export interface Recognition {
  readonly recognisers: ReadonlyMap<Language, Recogniser>;
  readonly missing: readonly MissingPart[];
  close(): Promise<void>;
}

/** What the embedded recognisers hear of a bot's languages. */
export interface BotHearing {
  readonly bot: string;
  readonly heard: readonly Language[];
  /** Spoken by the bot and understood by keypad alone. */
  readonly keypadOnly: readonly Language[];
}

/** Of the bots that hear with the embedded recognisers: those with the engine `local`, or with a cascade whose recogniser is `local`. */
export function botHearing({ config }: LoadedConfig, heard: ReadonlyMap<Language, Recogniser>): readonly BotHearing[] {
  const isLocal = (name: string): boolean => {
    const engine = config.engines[name];
    if (engine === undefined) return name === localEngineName;
    return engine.family === 'local' || (engine.family === 'cascade' && engine.recogniser === 'local');
  };
  return Object.entries(config.bots)
    .filter(([, { engines }]) => engines.some(isLocal))
    .map(([bot, { languages: spoken }]) => ({
      bot,
      heard: spoken.filter((language) => heard.has(language)),
      keypadOnly: spoken.filter((language) => !heard.has(language)),
    }));
}

export interface RecognitionOptions {
  readonly config: LoadedConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly places?: ModelPlaces | undefined;
}

export type StartRecognition = (options: RecognitionOptions) => Promise<Recognition>;

/** A process for each model that is there; what is not there is in `missing`. */
export async function startRecognition(options: RecognitionOptions): Promise<Recognition> {
  const { config, places = modelPlaces } = options;
  const named = namedModels(config, places);
  const open = languages.filter((language) => !named.some((each) => each.language === language));
  const wanted = named.flatMap(({ language, model }) =>
    model === undefined ? [] : [{ model, languages: [language] }],
  );
  const everyday = everydayModelFor(open, places);
  if ('model' in everyday) wanted.push({ model: everyday.model, languages: [...open] });
  const first = await startAll(wanted, options);
  // English is heard by what npm brought where the everyday model is not there, or does not run.
  const isUnheard = open.includes('en') && !first.some(({ hears }) => hears.includes('en'));
  const started = isUnheard
    ? [...first, ...(await startAll([{ model: builtInRecogniser, languages: ['en'] }], options))]
    : first;
  const unusable = named.flatMap(({ language, error }): MissingPart[] =>
    error === undefined ? [] : [{ part: 'recogniser', reason: error.message, languages: [language] }],
  );
  return {
    recognisers: new Map(
      started.flatMap(({ hears, local: { recogniser } }) =>
        recogniser === undefined ? [] : hears.map((language) => [language, recogniser] as const),
      ),
    ),
    missing: [...unusable, ...('missing' in everyday ? everyday.missing : []), ...started.flatMap(missingOf)],
    close: async () => {
      await Promise.all(started.map(({ local }) => local.close()));
    },
  };
}

/** Where it has been pulled. */
function everydayModelFor(
  open: readonly Language[],
  { folder }: ModelPlaces,
): { readonly model: RecogniserModel } | { readonly missing: readonly MissingPart[] } {
  const place = join(folder, everydayModel);
  if (open.length === 0 || !existsSync(place)) return { missing: [] };
  try {
    return { model: modelIn(place, `; undertone models pull ${everydayModel} fetches it anew`) };
  } catch (thrown) {
    return { missing: [{ part: 'recogniser', reason: (thrown as Error).message, languages: open }] };
  }
}

interface Wanted {
  readonly model: RecogniserModel | typeof builtInRecogniser;
  readonly languages: readonly Language[];
}

interface Started {
  /** Languages that are heard by it; none where it does not run. */
  readonly hears: readonly Language[];
  readonly wanted: readonly Language[];
  readonly local: LocalRecogniser;
}

const missingOf = ({ local, wanted }: Started): MissingPart[] =>
  local.missing.map((part) => ({ ...part, languages: wanted }));

/** One process for a model, however many languages name it. */
async function startAll(wanted: readonly Wanted[], options: RecognitionOptions): Promise<readonly Started[]> {
  const models = new Map<string, Wanted>();
  for (const each of wanted) {
    const several = each.model === builtInRecogniser ? undefined : languagesOfKind[each.model.kind];
    const key = `${several === undefined ? each.languages.join() : ''} ${folderOf(each.model)}`;
    const before = models.get(key);
    models.set(key, { ...each, languages: [...(before?.languages ?? []), ...each.languages] });
  }
  return Promise.all(
    [...models.values()].map(async ({ model, languages: hears }) => {
      const local = await startOne(model, hears, options);
      return { hears: local.recogniser === undefined ? [] : hears, wanted: hears, local };
    }),
  );
}

const folderOf = (model: Wanted['model']): string => (model === builtInRecogniser ? '' : model.folder);

function startOne(
  model: Wanted['model'],
  hears: readonly Language[],
  { clock, log }: RecognitionOptions,
): Promise<LocalRecogniser> {
  const [language] = hears;
  if (model === builtInRecogniser) return startVosk({ clock, log, language: language! });
  if (model.kind === 'vosk') return startVosk({ clock, log, language: language!, modelDirectory: model.folder });
  return startCtc({ ...model, clock, log, languages: languagesOfKind[model.kind] ?? hears });
}
