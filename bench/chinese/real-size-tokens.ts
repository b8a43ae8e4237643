/** As many tokens as SenseVoice Small has, its tags where it has them. */
export const tokenCount = 25_055;

const tags: Readonly<Record<number, string>> = {
  24884: '<|zh|>',
  24885: '<|en|>',
  24888: '<|yue|>',
  24892: '<|ja|>',
  24896: '<|ko|>',
  24992: '<|nospeech|>',
  24993: '<|Speech|>',
  24995: '<|BGM|>',
  24997: '<|Laughter|>',
  24999: '<|Applause|>',
  25001: '<|HAPPY|>',
  25002: '<|SAD|>',
  25003: '<|ANGRY|>',
  25004: '<|NEUTRAL|>',
  25009: '<|EMO_UNKNOWN|>',
  25016: '<|withitn|>',
  25017: '<|woitn|>',
};

/** Said of every sound: Cantonese, neutral, speech, without text normalisation. */
export const tagTokens: readonly number[] = [24888, 25004, 24993, 25017];

const firstHan = 0x4e00;
const hanCount = 20_900;

/** The characters and words of the texts, then other characters; the rest is never spelled. */
export function realSizeTokens(texts: readonly string[]): string[] {
  const units = texts.flatMap((text) => text.match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? []);
  const spelled = units.map((unit) => (/\p{Script=Han}/u.test(unit) ? unit : `▁${unit}`));
  const others = Array.from({ length: hanCount }, (_, index) => String.fromCodePoint(firstHan + index));
  const words = [...new Set([...spelled, ...others])];
  return Array.from({ length: tokenCount }, (_, id) => {
    if (id === 0) return '<unk>';
    return tags[id] ?? words[id - 1] ?? `▁word${id}`;
  });
}
