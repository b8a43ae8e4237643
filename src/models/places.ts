import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where models are listed and kept. */
export interface ModelPlaces {
  /** models/manifest.yaml. */
  readonly manifest: string;
  /** Has a folder `NAME` for each model. */
  readonly folder: string;
}

/** Those of this installation, as absolute paths. */
export const modelPlaces: ModelPlaces = {
  manifest: fileURLToPath(new URL('../../models/manifest.yaml', import.meta.url)),
  folder: fileURLToPath(new URL('../../.undertone/models', import.meta.url)),
};

/** Where a person keeps models elsewhere, such as on a volume that several installations share: `UNDERTONE_MODELS`. */
export function modelPlacesIn(environment: Readonly<Record<string, string | undefined>>): ModelPlaces {
  const folder = environment.UNDERTONE_MODELS;
  return folder === undefined || folder === '' ? modelPlaces : { ...modelPlaces, folder: resolve(folder) };
}
