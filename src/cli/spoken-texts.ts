/** The bot's own texts in a YAML file that do not read as the language they are given for. */
import { driftOf, type WrittenLanguage } from '../agent/language/drift.js';
import { simplifiedOnly } from '../agent/language/han-words.js';
import type { YamlDocument } from '../config/document.js';
import { formatPath } from '../config/problem.js';
import { type Language, languages } from '../core/language.js';

type Path = readonly (string | number)[];

interface SpokenText {
  readonly path: Path;
  readonly language: Language;
  readonly text: string;
}

/** Of a bot in the configuration; everything else in there is not said. */
const saidOfBot = ['greeting', 'invitation', 'language_menu', 'phrases'];
/** What callers say, in a dialogue. */
const saidByCallers = ['phrases', 'answers', 'synonyms'];

export function configWarnings(document: YamlDocument): readonly string[] {
  const bots = childrenOf(childOf(document.value, 'bots'), ['bots']);
  const texts = bots.flatMap(({ path, value }) =>
    saidOfBot.flatMap((key) => spokenTexts(childOf(value, key), [...path, key], [])),
  );
  return warnings(texts, document);
}

export function dialogueWarnings(document: YamlDocument): readonly string[] {
  return warnings(spokenTexts(document.value, [], saidByCallers), document);
}

/** Texts under keys that are languages, alone or in lists. */
function spokenTexts(value: unknown, path: Path, leftOut: readonly string[]): readonly SpokenText[] {
  return childrenOf(value, path).flatMap((child) => {
    const key = child.path.at(-1);
    const language = languages.find((each) => each === key);
    if (language !== undefined) return textsIn(child.value, child.path).map((text) => ({ ...text, language }));
    return leftOut.includes(String(key)) ? [] : spokenTexts(child.value, child.path, leftOut);
  });
}

function textsIn(value: unknown, path: Path): readonly { readonly path: Path; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  return childrenOf(value, path).flatMap((child) => textsIn(child.value, child.path));
}

function warnings(texts: readonly SpokenText[], document: YamlDocument): readonly string[] {
  return texts.flatMap(({ path, language, text }) => {
    // What a template puts in is not known here.
    const written = driftOf(text.replace(/\{[^}]*\}/gu, ' '), language);
    if (written === undefined) return [];
    const { line, column } = document.locate(path);
    return `${document.file}:${line}:${column}: ${formatPath(path)}: warning: ${complaint(text, language, written)}`;
  });
}

const names: Readonly<Record<WrittenLanguage, string>> = {
  yue: 'Cantonese',
  cmn: 'Mandarin',
  en: 'English',
  mixed: 'a mixture of languages',
  any: 'another language',
};

function complaint(text: string, language: Language, written: WrittenLanguage): string {
  const simplified = [...text].find((sign) => simplifiedOnly.has(sign));
  if (language === 'yue' && simplified !== undefined) return `has the simplified character ${simplified}`;
  return `reads like ${names[written]}, not ${names[language]}`;
}

function childOf(value: unknown, key: string): unknown {
  return childrenOf(value, []).find(({ path }) => path[0] === key)?.value;
}

function childrenOf(value: unknown, path: Path): readonly { readonly path: Path; readonly value: unknown }[] {
  if (Array.isArray(value)) return value.map((child, index) => ({ path: [...path, index], value: child as unknown }));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, child]) => ({ path: [...path, key], value: child }));
}
