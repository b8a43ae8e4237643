/** What a Vosk model is on disk. libvosk crashes on one that is not whole, so it is looked at before. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const modelRateHz = 16000;
/** What a model must have to be used with a grammar; HCLr and Gr are the two halves of a dynamic graph. */
const modelFiles = ['am/final.mdl', 'conf/mfcc.conf', 'graph/HCLr.fst', 'graph/Gr.fst'];

/**
 * The model in `folder`, or in the one folder in it: archives of models have everything in a folder of their own.
 * @throws Error in words for the person who starts the program
 */
export function voskModelFolder(folder: string): string {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`there is no folder ${folder}`);
  const model = holdsModel(folder) ? folder : (onlyModelIn(folder) ?? folder);
  const [lacking] = modelFiles.filter((file) => !isFile(join(model, file)));
  if (lacking !== undefined) throw new Error(`${model} is no model for a grammar: ${lacking} is not there`);
  const rate = /--sample-frequency=(\d+)/.exec(readFileSync(join(model, 'conf/mfcc.conf'), 'utf8'))?.[1];
  if (rate !== undefined && Number(rate) !== modelRateHz) throw new Error(`${model} is a model for ${rate} Hz`);
  return model;
}

/** Enough to say that this was meant. */
const holdsModel = (folder: string): boolean => isFile(join(folder, modelFiles[0]!));

function onlyModelIn(folder: string): string | undefined {
  const models = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter(holdsModel);
  return models.length === 1 ? models[0] : undefined;
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
