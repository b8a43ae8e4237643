/** A transcript reduced to its words: lower case, one space between words, none beside Chinese characters, no marks. */
export function plainText(text: string): string {
  return text
    .slice(0, longest)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’`]/gu, "'")
    .replace(/[^\p{L}\p{N}' ]/gu, ' ')
    .replace(/(?<=\p{Script=Han})\s+|\s+(?=\p{Script=Han})/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Of a turn of half a minute; what is longer is cut. */
const longest = 2000;
