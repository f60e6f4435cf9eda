import { languageFor, translate } from '../locale';
import { drawInThread } from './draw/client';
import { type Look, NEUTRAL, PAGE } from './look';
import { type Content, picturesOf } from './page/content';
import { htmlOf } from './page/html';
import type { ChartOption } from './picture';
import { type Language, type Words, wordsIn } from './wording';

/** The forms of a content: one HTML page, its pictures as SVG, or as ECharts options. */
export const FORMS = ['page', 'svg', 'echarts'] as const;
export type Form = (typeof FORMS)[number];

/** How a content is written: the reader's language, and the colors of the form. */
export interface Manner {
  readonly say: Words;
  /** a complete English sentence of ours, such as a note of a report, in the reader's language */
  readonly sentence: (text: string) => string;
  readonly look: Look;
}

export interface DrawnPicture {
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

export interface PictureOption {
  readonly name: string;
  readonly title: string;
  readonly option: ChartOption;
}

export type Presented = string | readonly DrawnPicture[] | readonly PictureOption[];

/**
 * A content in a form: the HTML text of a page, or an array of pictures. `program`: of the drawing thread; for tests.
 */
export async function present(
  form: Form,
  language: Language,
  contentOf: (manner: Manner) => Content,
  program?: string,
): Promise<Presented> {
  const content = contentOf({
    say: wordsIn(language),
    sentence: text => translate(text, languageFor(language)),
    look: form === 'page' ? PAGE : NEUTRAL,
  });
  const pictures = picturesOf(content);
  if (form === 'echarts') return pictures.map(({ name, title, option }) => ({ name, title, option }));
  const svg = await drawInThread(pictures, program);
  if (form === 'page') return htmlOf(content, svg, language);
  return pictures.map(({ name, title }, i) => ({ name, title, svg: svg[i]! }));
}
