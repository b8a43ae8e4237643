/** A synthesiser gets at most this much at once; a longer sentence is cut at its commas, then anywhere. */
const longestPiece = 240;
/** Full stops between digits or letters ("1,234.50", "e.g.") end nothing. */
const sentenceEnd = /[。！？!?；;\n]+["'”’」』)）]*\s*|\.+["'”’)]*(?:\s+|$)/gu;
const clauseEnd = /[，、：,:]\s*/gu;
/** A full stop at the end of a text that ends nothing. */
export const abbreviation = /(?:^|\s)(?:Mr|Mrs|Ms|Dr|St|No|Ltd|Co|e\.g|i\.e)\.\s*$/u;

/** The pieces a text is spoken in, in order; joined they are the text. Never an empty piece. */
export function sentencesOf(text: string): string[] {
  const sentences = joinAbbreviations(cutAfter(text, sentenceEnd));
  return sentences.flatMap(bounded).filter((piece) => piece.trim() !== '');
}

function bounded(sentence: string): string[] {
  if (sentence.length <= longestPiece) return [sentence];
  const pieces: string[] = [];
  for (const clause of cutAfter(sentence, clauseEnd).flatMap(chopped)) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + clause.length <= longestPiece) pieces[pieces.length - 1] = last + clause;
    else pieces.push(clause);
  }
  return pieces;
}

function chopped(clause: string): string[] {
  const characters = [...clause];
  const pieces: string[] = [];
  for (let start = 0; start < characters.length; start += longestPiece) {
    pieces.push(characters.slice(start, start + longestPiece).join(''));
  }
  return pieces;
}

function cutAfter(text: string, end: RegExp): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (const match of text.matchAll(end)) {
    const next = match.index + match[0].length;
    pieces.push(text.slice(start, next));
    start = next;
  }
  pieces.push(text.slice(start));
  return pieces.filter((piece) => piece !== '');
}

function joinAbbreviations(pieces: readonly string[]): string[] {
  const joined: string[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last !== undefined && abbreviation.test(last)) joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  }
  return joined;
}
