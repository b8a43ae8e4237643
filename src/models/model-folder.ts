import { resolve } from 'node:path';
import { nearest } from '../config/suggestion.js';
import { UndertoneError } from '../core/errors.js';
import { loadManifest } from './manifest.js';
import type { ModelPlaces } from './places.js';

/** A configuration names a model of the manifest, or says with a slash where it is. */
export const isPath = (name: string): boolean => /[/\\]/.test(name);

/** Where a model of the manifest is kept. @throws UndertoneError CONFIG_BAD_REFERENCE, or what is wrong with the manifest */
export function modelFolder(name: string, { manifest, folder }: ModelPlaces): string {
  const known = loadManifest(manifest).map((model) => model.name);
  if (known.includes(name)) return resolve(folder, name);
  const suggestion = nearest(name, known);
  const listed = known.length === 0 ? 'it has none' : `there are: ${known.join(', ')}`;
  const hint = suggestion === undefined ? `${listed}; a path is written with a slash` : `did you mean "${suggestion}"?`;
  throw new UndertoneError('CONFIG_BAD_REFERENCE', `${manifest} has no model "${name}"; ${hint}`);
}
