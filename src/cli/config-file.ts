import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The configuration that commands use when none is named: the one that comes with the product. */
export function configFile(named: string | undefined): string {
  return named ?? relative(process.cwd(), fileURLToPath(new URL('../../config/undertone.yaml', import.meta.url)));
}
