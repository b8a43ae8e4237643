import * as z from 'zod';
import { loadYaml } from '../config/yaml.js';

/** One file of a model, as its publisher serves it. */
const file = z.strictObject({
  source: z
    .url({ protocol: /^https?$/, error: 'must be an https URL' })
    .refine(isSafeSource, 'must be an https URL (http only on this machine)')
    .describe('Where it is downloaded from.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits, lower case')
    .describe('Of the file as downloaded. Nothing is used that does not match.'),
  bytes: z.int().min(1).max(20_000_000_000).describe('Size of the file as downloaded.'),
  unpack: z
    .enum(['none', 'tar', 'zip'])
    .default('none')
    .describe("`tar` unpacks an archive, compressed or not, with the system's tar; `zip` one of that form."),
});

const model = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'a name is lower-case letters, digits, ., - and _')
    .describe('Name on the command line, and of its folder.'),
  licence: z.string().min(1).max(200).describe('SPDX identifier, or where the licence is to be read.'),
  sample_rate_hz: z.int().min(8000).max(48_000).describe('Rate of the audio it takes.'),
  files: z.array(file).min(1).max(50).describe('What it consists of.'),
});

const manifestSchema = z
  .strictObject({ models: z.array(model).max(200).describe('Models that `undertone models pull` may fetch.') })
  .superRefine(({ models }, context) => {
    for (const [index, { name }] of models.entries()) {
      if (models.findIndex((other) => other.name === name) === index) continue;
      context.addIssue({ code: 'custom', path: ['models', index, 'name'], message: `there are two models "${name}"` });
    }
  });

export type Model = z.output<typeof model>;
export type ModelFile = z.output<typeof file>;

/** @throws UndertoneError CONFIG_FILE, CONFIG_SYNTAX, CONFIG_UNKNOWN_KEY, CONFIG_BAD_VALUE */
export function loadManifest(path: string): readonly Model[] {
  return loadYaml(manifestSchema, path).models;
}

/** Plain http is for a mirror on this machine. */
export function isSafeSource(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
