/** BCP 47 tags of the languages the product speaks: Cantonese, Mandarin, English (RFC 5646: `yue` and `cmn` are extlangs of zh). */
export const languages = ['yue', 'cmn', 'en'] as const;
export type Language = (typeof languages)[number];
