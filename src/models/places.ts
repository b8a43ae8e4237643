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
