import { dirname, resolve } from 'node:path';
import { type Config, configSchema } from './schema.js';
import type { Environment } from './secret.js';
import { loadYaml, parseYaml } from './yaml.js';

/** A configuration that was read as a whole, with what its paths are relative to. */
export interface LoadedConfig {
  readonly config: Config;
  readonly file: string;
  /** The absolute path of a file named in the configuration. */
  resolve(path: string): string;
}

/**
 * Reads, completes, checks and freezes the configuration.
 * @param environment where `${NAME}` references to secrets are looked up
 * @throws UndertoneError CONFIG_FILE, CONFIG_SYNTAX, CONFIG_UNKNOWN_KEY, CONFIG_BAD_VALUE, CONFIG_BAD_REFERENCE
 */
export function loadConfig(file: string, environment: Environment): LoadedConfig {
  return loaded(loadYaml(configSchema(environment), file), file);
}

/** As loadConfig, for a text that stands where `file` says. */
export function parseConfig(text: string, file: string, environment: Environment): LoadedConfig {
  return loaded(parseYaml(configSchema(environment), text, file), file);
}

function loaded(config: Config, file: string): LoadedConfig {
  const folder = dirname(resolve(file));
  return { config, file, resolve: (path) => resolve(folder, path) };
}
