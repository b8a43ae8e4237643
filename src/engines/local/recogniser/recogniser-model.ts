/** What a folder of a model holds, by its files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../../core/language.js';
import { type CtcKind, ctcModelFile } from './ctc/ctc-model.js';
import { onnxMetadata } from './ctc/onnx-metadata.js';
import { voskModelFolder } from './vosk/vosk-model.js';

export type RecogniserModel =
  /** For one language, held to the phrases of a turn. */
  { readonly kind: 'vosk'; readonly folder: string } | { readonly kind: CtcKind; readonly folder: string };

/** As `model_type` of the metadata has them; the published SenseVoice of 2024 has no such entry, and has its languages. */
const kindsByType: Readonly<Record<string, CtcKind>> = { sense_voice_ctc: 'sense-voice', wenet_ctc: 'wenet-ctc' };

/** Languages that a kind hears at once; undefined: the one it is named for. */
export const languagesOfKind: Readonly<Record<RecogniserModel['kind'], readonly Language[] | undefined>> = {
  vosk: undefined,
  'wenet-ctc': undefined,
  'sense-voice': ['yue', 'cmn', 'en'],
};

/** @throws Error in words for the person who starts the program */
export function recogniserModelIn(folder: string): RecogniserModel {
  if (!existsSync(join(folder, 'tokens.txt'))) return { kind: 'vosk', folder: voskModelFolder(folder) };
  const metadata = onnxMetadata(ctcModelFile(folder));
  const type = metadata.get('model_type') ?? '';
  const kind = kindsByType[type] ?? (metadata.has('lang_yue') ? 'sense-voice' : undefined);
  if (kind !== undefined) return { kind, folder };
  throw new Error(`${folder} has a model of the type ${type || 'unknown'}, which is not run here`);
}
