import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Found by walking up: tests read this as source, benches compiled. */
export const repositoryRoot = walkUp(dirname(fileURLToPath(import.meta.url)));

function walkUp(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : walkUp(dirname(folder));
}
