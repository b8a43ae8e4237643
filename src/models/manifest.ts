import * as z from 'zod';
import { loadYaml } from '../config/yaml.js';

/** What the embedded engine runs a model as. */
const kinds = ['sense-voice', 'wenet-ctc', 'telespeech-ctc', 'zipformer-transducer', 'vosk', 'smart-turn'] as const;

/** No separator, no hidden file, nothing that a shell or another system reads differently. */
const safeName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** What is kept beside a model or a file while it is fetched. */
const workName = /\.(part|lock|old)$/;
const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** One file of a model, as its publisher serves it. */
const file = z
  .strictObject({
    source: z
      .url({ protocol: /^https?$/, error: 'must be an https URL' })
      .refine(isSafeSource, 'must be an https URL (http only on this machine)')
      .describe('Where it is downloaded from.'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits, lower case')
      .describe('Of the file as downloaded. Nothing is used that does not match.'),
    bytes: z.int().min(1).max(20_000_000_000).describe('Size of the file as downloaded.'),
    name: z
      .string()
      .optional()
      .describe('Name of the file in the folder of the model; the last part of the URL when absent.'),
    unpack: z
      .enum(['none', 'tar', 'zip'])
      .default('none')
      .describe("`tar` unpacks an archive, compressed or not, with the system's tar; `zip` one of that form."),
  })
  .transform((given) => ({ ...given, name: given.name ?? lastPartOf(given.source) }))
  .superRefine(({ name }, context) => {
    if (safeName.test(name) && !workName.test(name)) return;
    const message = `"${name}" cannot be the name of a file here: letters, digits, ., - and _; not .part, .lock or .old`;
    context.addIssue({ code: 'custom', path: ['name'], message });
  });

const model = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'a name is lower-case letters, digits, ., - and _')
      .refine((name) => !workName.test(name), 'a name does not end in .part, .lock or .old')
      .describe('Name on the command line, and of its folder.'),
    kind: z.enum(kinds).optional().describe('What the embedded engine runs it as.'),
    languages: z
      .array(z.string().regex(/^[a-z]{2,3}$/, 'must be a language tag such as en, yue or cmn'))
      .max(100)
      .default([])
      .describe('Languages that it was trained on.'),
    licence: z.string().min(1).max(200).describe('SPDX identifier, or the name of the licence.'),
    licence_url: z
      .url({ protocol: /^https$/ })
      .optional()
      .describe('Where the licence is to be read.'),
    attribution: z.string().min(1).max(1000).optional().describe('Who made it; shown before it is fetched, and kept.'),
    note: z.string().min(1).max(2000).optional().describe('What a user must know before fetching it.'),
    sample_rate_hz: z.int().min(8000).max(48_000).describe('Rate of the audio it takes.'),
    files: z.array(file).min(1).max(50).describe('What it consists of.'),
  })
  .superRefine(({ files }, context) => {
    for (const [index, name] of repeated(files.map((each) => each.name))) {
      context.addIssue({ code: 'custom', path: ['files', index, 'name'], message: `there are two files "${name}"` });
    }
  });

const manifestSchema = z
  .strictObject({ models: z.array(model).max(200).describe('Models that `undertone models pull` may fetch.') })
  .superRefine(({ models }, context) => {
    for (const [index, name] of repeated(models.map((each) => each.name))) {
      context.addIssue({ code: 'custom', path: ['models', index, 'name'], message: `there are two models "${name}"` });
    }
  });

export type Model = z.output<typeof model>;
export type ModelFile = z.output<typeof file>;
export type ModelKind = (typeof kinds)[number];

/** @throws UndertoneError CONFIG_FILE, CONFIG_SYNTAX, CONFIG_UNKNOWN_KEY, CONFIG_BAD_VALUE */
export function loadManifest(path: string): readonly Model[] {
  return loadYaml(manifestSchema, path).models;
}

/** Plain http is for a mirror on this machine. */
export function isSafeSource(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(url));
}

export function isLoopback(url: string): boolean {
  return loopback.includes(new URL(url).hostname);
}

/** Of all files as downloaded. */
export function downloadBytes({ files }: Model): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function lastPartOf(url: string): string {
  return URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : '';
}

function repeated(names: readonly string[]): [number, string][] {
  return [...names.entries()].filter(([index, name]) => names.indexOf(name) !== index);
}
