import english from './locales/en-US.json';
import chinese from './locales/zh-CN.json';

/** The texts of widgets: in the language that the node sets, or the browser's. */
export type PageLanguage = 'en-US' | 'zh-CN';
export type Text = (key: string, values?: Readonly<Record<string, string | number>>) => string;

export function languageOf(wanted: unknown): PageLanguage {
  if (wanted === 'en-US' || wanted === 'zh-CN') return wanted;
  return navigator.languages
    .find(tag => /^(en|zh)\b/i.test(tag))
    ?.toLowerCase()
    .startsWith('zh')
    ? 'zh-CN'
    : 'en-US';
}

export function textsIn(language: PageLanguage): Text {
  const all: Readonly<Record<string, string>> = language === 'zh-CN' ? chinese : english;
  return (key, values = {}) => (all[key] ?? key).replace(/__(\w+)__/g, (_, name: string) => String(values[name] ?? ''));
}
