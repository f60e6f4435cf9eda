import chinese from './locales/zh-CN.json';

/** The languages of pages and pictures. */
export const LANGUAGES = ['en-US', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A sentence of ours in the reader's language, with values for `{0}`, `{1}`, … */
export type Words = (sentence: string, ...values: readonly (string | number)[]) => string;

/**
 * As with gettext, the English sentence is the key. Unlike `translate`, which recognizes a complete sentence by its
 * template, this looks up the sentence before names and values of the data are inserted, so that they are never taken
 * for our words. Throws on a sentence without a translation: a test finds them all.
 */
export function wordsIn(language: Language): Words {
  const catalogue: Readonly<Record<string, string>> | null = language === 'zh-CN' ? chinese : null;
  return (sentence, ...values) => {
    const own = catalogue === null ? sentence : catalogue[sentence];
    if (own === undefined) throw new Error(`no translation of: ${sentence}`);
    return own.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)] ?? ''));
  };
}
