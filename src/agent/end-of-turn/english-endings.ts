import type { Endings } from './completeness.js';

/** Words that leave an English sentence open, and phrases that close one. */
export const englishWords: Endings = {
  open: [
    // hesitation
    ...['um', 'uh', 'er', 'erm', 'hmm', 'well', 'like', 'you know', 'i mean', 'let me see', "let's see", 'hold on'],
    // conjunctions
    ...[
      'and',
      'or',
      'but',
      'because',
      'so',
      'if',
      'when',
      'while',
      'although',
      'unless',
      'whether',
      'than',
      'and then',
    ],
    // prepositions that cannot end a request; "on", "in" and "off" can ("turn it on")
    ...['to', 'of', 'for', 'from', 'with', 'at', 'by', 'into', 'about', 'between', 'without', 'until', 'per'],
    // determiners and possessives
    ...['the', 'a', 'an', 'my', 'your', 'our', 'their', 'his', 'its', 'every', 'another'],
    // subjects and auxiliaries
    ...['i', "i'm", "i've", "i'll", "i'd", 'we', 'they', 'he', 'she', "it's", "that's", 'is', 'are', 'was', 'were'],
    ...['can you', 'could you', 'would you', 'can i', 'could i', 'i want', 'i need', 'i would like', "i'd like"],
    ...['i was', 'my name is', 'i am', 'it is', 'my number is', 'my account number is', 'the number is'],
    // numbers
    ...['double', 'triple', 'point', 'dollars and', 'hundred and', 'thousand and', 'number', 'area code'],
  ],
  complete: [
    ...['yes', 'yeah', 'yep', 'no', 'nope', 'okay', 'ok', 'sure', 'right', 'correct', 'exactly', 'fine', 'of course'],
    ...['please', 'thanks', 'thank you', 'bye', 'goodbye', 'hello', 'hi', 'sorry', 'never mind', 'not really'],
    ...[
      "that's all",
      "that's it",
      'that is all',
      'that is it',
      "that's right",
      'that is right',
      "i don't know",
      'i do',
    ],
    ...[
      'this month',
      'last month',
      'next month',
      'today',
      'tomorrow',
      'yesterday',
      'so high',
      'what for',
      'i am',
      'it is',
    ],
  ],
};
