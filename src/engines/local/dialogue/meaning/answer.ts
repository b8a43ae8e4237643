import type { Language } from '../../../../core/language.js';
import type { Dialogue } from '../dialogue-schema.js';
import { corrected } from './correction.js';
import { compile, type Lexicon, type PhraseSets, type SynonymGroups } from './lexicon.js';
import { likenesses } from './likeness.js';
import { type HeardWords, languagesOf } from './understanding.js';
import { unitsOf } from './units.js';

/** What was answered to a question of yes or no; `unsure` is asked again, with the keys: a yes may change something. */
export type YesOrNo = 'yes' | 'no' | 'unsure' | undefined;

/** Likeness to an answer from which on it is one; a yes has to be more of what was said, and ahead of a no. */
const likelyAnswer = 0.6;
/** Of what denies something: a no changes nothing, and who says one says why. */
const likelyDenial = 0.3;
const likelyYes = 0.7;
const clearLead = 0.15;
/** Words beside an answer tell more against it than beside a request: "好貴" is no yes. */
const extraInAnswer = 0.5;
/** A yes that was heard less well than this is asked again. */
const wellHeardYes = 0.5;
/** Another text that says the opposite, this likely against the first, makes an answer unsure; so does a phrase that fits. */
const likelyOther = 0.3;

const noGroups: SynonymGroups = [];

interface Answers {
  /** Yes, and what is a no without denying anything: "wrong". */
  readonly plain: Lexicon;
  readonly denying: Lexicon;
}

const known = new WeakMap<Dialogue, Map<Language, Answers>>();

function answersIn(dialogue: Dialogue, language: Language): Answers {
  const ofDialogue = known.get(dialogue) ?? new Map<Language, Answers>();
  known.set(dialogue, ofDialogue);
  let answers = ofDialogue.get(language);
  if (answers === undefined) {
    const { yes, no } = dialogue.answers;
    const groups = dialogue.synonyms?.[language] ?? noGroups;
    const ofNo = (denying: boolean) => ({
      phrases: { [language]: (no[language] ?? []).filter((text) => denies(text) === denying) },
    });
    answers = {
      plain: compile({ yes: { phrases: yes }, no: ofNo(false) }, groups, language),
      denying: compile({ no: ofNo(true) }, groups, language),
    };
    ofDialogue.set(language, answers);
  }
  return answers;
}

export function yesOrNo(dialogue: Dialogue, language: Language, heard: HeardWords): YesOrNo {
  const answer = answerIn(dialogue, language, heard, heard.text);
  if (answer === undefined || answer === 'unsure') return answer;
  if (answer === 'no') return 'no';
  const opposite = (heard.alternatives ?? []).some(
    ({ text, confidence }) => confidence >= likelyOther && answerIn(dialogue, language, heard, text) === 'no',
  );
  return opposite || noFits(dialogue, heard) || (heard.confidence ?? 1) < wellHeardYes ? 'unsure' : 'yes';
}

function answerIn(dialogue: Dialogue, language: Language, heard: HeardWords, text: string): YesOrNo {
  const languages = languagesOf(dialogue, language, { ...heard, text });
  const said = corrected(text, languages).readings[0] ?? text;
  const isDenial = denies(said);
  const { yes, no } = scoresOf(dialogue, languages, said, isDenial);
  // "不是" has 是 in it: a text that denies is never a yes.
  if (isDenial) return no >= likelyDenial ? 'no' : yes >= likelyAnswer ? 'unsure' : undefined;
  if (no >= likelyAnswer && no > yes) return 'no';
  if (yes < likelyAnswer) return undefined;
  return yes >= likelyYes && yes - no >= clearLead && !questions.test(said) ? 'yes' : 'unsure';
}

/** How like a yes and a no a text is, in the language in which it is most. */
function scoresOf(
  dialogue: Dialogue,
  languages: readonly Language[],
  said: string,
  isDenial: boolean,
): { readonly yes: number; readonly no: number } {
  const scores = { yes: 0, no: 0 };
  for (const candidate of languages) {
    const { plain, denying } = answersIn(dialogue, candidate);
    const units = unitsOf(said, candidate);
    // A text that denies nothing is none of the phrases that do: "停" is no "唔停".
    for (const lexicon of isDenial ? [plain, denying] : [plain]) {
      for (const { name, score } of likenesses(units, lexicon, extraInAnswer)) {
        scores[name as 'yes' | 'no'] = Math.max(scores[name as 'yes' | 'no'], score);
      }
    }
  }
  return scores;
}

const denies = (text: string): boolean => denials.test(text.replaceAll(notDenials, ''));
const denials = /[唔不未別别冇没沒]|\b(?:no|not|don['’]?t|never|wrong)\b/iu;
const notDenials =
  /冇錯|冇错|[冇没沒]問題|[冇没沒]问题|[没沒][错錯]|不[错錯]|唔該晒?|唔该晒?|\bnot? (?:a )?problem\b/giu;
/** Who asks has not agreed. */
const questions = /[?？嗎吗咩幾几點点怎]|什么|多少|\b(?:how|what|why|when|which)\b/iu;

/** The sound fits a no as well as it fits a yes. */
function noFits({ answers }: Dialogue, { phrases = [] }: HeardWords): boolean {
  const fitOf = (sets: PhraseSets[string]['phrases']): number => {
    const all = new Set(Object.values(sets).flat());
    return Math.max(0, ...phrases.filter(({ text }) => all.has(text)).map(({ confidence }) => confidence));
  };
  const [yes, no] = [fitOf(answers.yes), fitOf(answers.no)];
  return no > 0.5 && no >= yes;
}
