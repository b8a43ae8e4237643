import type { ModelFile } from './manifest.js';

/**
 * Where a file is asked for, in this order until one has it (any answer but 404 and 410 is final). A mirror takes the
 * place of the source: `MIRROR/MODEL/FILE`, the way one is made by hand, then `MIRROR/PATH`, with the path of the source,
 * the way a copy of a whole hub looks.
 */
export function sourceUrls(file: ModelFile, model: string, mirror: string | undefined): readonly string[] {
  if (mirror === undefined) return [file.source];
  const base = mirror.replace(/\/+$/, '');
  return [`${base}/${model}/${file.name}`, `${base}${new URL(file.source).pathname}`];
}
