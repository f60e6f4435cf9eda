import { indexOutside, type Template, templateOf, valuesIn } from './template';
import chinese from './zh-CN.json';

/**
 * Sentences in the reader's language. As with gettext, the English sentence is the key: code, files, processes and
 * tests use English only. A sentence is translated where it leaves for a reader (a status, the debug sidebar, the log,
 * the response to the editor). It is matched by its template, `column {0} is missing`.
 */
export const CATALOGUES: Readonly<Record<string, Readonly<Record<string, string>>>> = { 'zh-CN': chinese };

/** Our language for a tag (`zh`, `zh-Hans-CN`); null: English. */
export function languageFor(tag: string | undefined): string | null {
  return tag !== undefined && /^zh(-hans)?(-cn|-sg)?$/i.test(tag.trim()) ? 'zh-CN' : null;
}

/** The sentence in this language; all of it in English if a part has no translation. */
export function translate(text: string, language: string | null): string {
  if (language === null || text.length > LONGEST) return text;
  const translator = translatorOf(language);
  const said: string[] = [];
  for (const part of text.split(' · ')) {
    const own = translator.say(part);
    if (own === null && isSentence(part)) return text;
    said.push(own ?? part);
  }
  return said.join(' · ');
}

/** Longer texts are not our sentences. */
const LONGEST = 2000;
/** A value may be a sentence, which may contain another one. */
const DEEPEST = 6;
/** A text with hundreds of colons could be split in a million ways. */
const MOST_STEPS = 100;
const MOST_RECENT = 1000;

/** No space belongs between two Chinese characters, or beside Chinese punctuation. */
const close = (text: string): string =>
  text
    .replace(/(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef”]) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“])/g, '')
    .replace(/ (?=[，。；：！？）、])|(?<=[，。；：！？（、]) | $/g, '');

/** A template with fewer letters matches many unrelated texts, so it is tried last. */
const STRONG = 12;
/** The most words that the name of a speaker may have, not counting names in quotes. */
const SPEAKER = 4;
/** `3 rows`: what is counted is a number. */
const COUNTED =
  /^\{0\} (rows?|columns?|values?|features?|warnings?|versions?|numbers|whole numbers|outputs|weights|networks)/;

interface Pair {
  readonly english: Template;
  readonly own: Template;
  readonly isCounted: boolean;
}

class Translator {
  private readonly whole = new Map<string, string>();
  /** the most specific ones first: those that begin with a word, and those that begin with a value */
  private readonly begun: Pair[] = [];
  private readonly open: Pair[] = [];
  private readonly weak: Pair[] = [];

  constructor(catalogue: Readonly<Record<string, string>>) {
    for (const [english, own] of Object.entries(catalogue)) {
      const pair = { english: templateOf(english), own: templateOf(own), isCounted: COUNTED.test(english) };
      const { places, weight, literals } = pair.english;
      if (places.length === 0) this.whole.set(english, own);
      else if (weight < STRONG) this.weak.push(pair);
      else (literals[0] === '' ? this.open : this.begun).push(pair);
    }
    for (const pairs of [this.begun, this.open, this.weak]) pairs.sort((a, b) => b.english.weight - a.english.weight);
  }

  /** the results for recent texts, since the same status and the same error come often */
  private readonly recent = new Map<string, string | null>();
  private steps = 0;

  /** null: it is not a known sentence, or not as a whole */
  say(text: string): string | null {
    const known = this.recent.get(text);
    if (known !== undefined) return known;
    this.steps = 0;
    const found = this.find(text, 0);
    const said = found === null ? null : close(found);
    if (this.recent.size >= MOST_RECENT) this.recent.clear();
    this.recent.set(text, said);
    return said;
  }

  /** null: no part of it is a known sentence */
  private find(text: string, depth: number): string | null {
    if (depth > DEEPEST || text === '' || ++this.steps > MOST_STEPS) return null;
    return (
      this.whole.get(text) ??
      this.fill(this.begun, text, depth) ??
      this.spoken(text, depth) ??
      this.fill(this.open, text, depth) ??
      this.fill(this.weak, text, depth) ??
      this.joined(text, depth)
    );
  }

  /** Translates a value; names stay as they are. null for an unknown English sentence. */
  private value(text: string, depth: number): string | null {
    if (isName(text)) return text;
    return this.find(text, depth + 1) ?? (isSentence(text) ? null : text);
  }

  /** `predict: the sentence`: a speaker and a known sentence. */
  private spoken(text: string, depth: number): string | null {
    for (let at = indexOutside(text, ': ', 0); at >= 0; at = indexOutside(text, ': ', at + 2)) {
      const speaker = text.slice(0, at);
      if (speaker.replace(/"[^"]*"/g, 'x').split(' ').length > SPEAKER) return null;
      const rest = this.find(text.slice(at + 2), depth + 1);
      const who = rest === null ? null : this.value(speaker, depth);
      if (who !== null) return `${who}：${rest}`;
    }
    return null;
  }

  /** Several sentences in a row. */
  private joined(text: string, depth: number): string | null {
    for (const [mark, own] of [
      ['; ', '；'],
      ['. ', '。'],
    ] as const) {
      const at = indexOutside(text, mark, 0);
      if (at < 0) continue;
      const [first, rest] = [text.slice(0, at), text.slice(at + mark.length)];
      const [said, more] = [this.value(first, depth), this.value(rest, depth)];
      if (said !== null && more !== null && (said !== first || more !== rest)) return `${said}${own}${more}`;
    }
    return null;
  }

  private fill(pairs: readonly Pair[], text: string, depth: number): string | null {
    for (const { english, own, isCounted } of pairs) {
      const values = valuesIn(english, text);
      if (values === null || (isCounted && !/^[\d,.]+$/.test(values[0] ?? ''))) continue;
      const said = values.map(value => this.value(value, depth));
      if (said.includes(null)) continue;
      return own.literals.map((literal, i) => (i === 0 ? '' : (said[own.places[i - 1]!] ?? '')) + literal).join('');
    }
    return null;
  }
}

/** Messages of the system or another program are not translated, and neither are quoted texts. */
const FOREIGN = /\bE[A-Z]{2,}\b.*/s;
/** Three consecutive words: not a name, a file or a number. */
const isSentence = (text: string): boolean =>
  /\p{Ll}{2,} \p{Ll}{2,} \p{Ll}{2,}/u.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(FOREIGN, ''));

/** A column, a file or a value of the user, or a list of them. */
const isName = (value: string): boolean => value.startsWith('"') && value.endsWith('"');

const translators = new Map<string, Translator>();
function translatorOf(language: string): Translator {
  const known = translators.get(language) ?? new Translator(CATALOGUES[language] ?? {});
  translators.set(language, known);
  return known;
}
