import type { Picture } from '../picture';

/** The content of a page, before it is written as HTML. All texts are plain: they are escaped when it is written. */
export interface Content {
  readonly title: string;
  /** in small print under the title: the data, the rows */
  readonly subtitle?: string;
  readonly sections: readonly Section[];
}

export interface Section {
  /** default: the section belongs to the one above */
  readonly title?: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'text'; readonly text: string; readonly tone?: Tone }
  /** a main statement, in a frame with the tone's color */
  | { readonly kind: 'statement'; readonly text: string; readonly more?: string; readonly tone: Tone }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'tiles'; readonly tiles: readonly Tile[] }
  | { readonly kind: 'table'; readonly table: Table }
  /** two blocks side by side if there is room, such as a picture and its table */
  | { readonly kind: 'beside'; readonly blocks: readonly Block[] }
  /** side by side if there is room */
  | { readonly kind: 'pictures'; readonly pictures: readonly Captioned[] };

/** Good news, bad news, a caution, or none of these; quiet: less important. */
export type Tone = 'good' | 'bad' | 'caution' | 'plain' | 'quiet';

/** One large number. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  /** what it is compared with, in small print below */
  readonly beside?: string;
}

export interface Table {
  readonly title?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** the columns with numbers, which are right-aligned */
  readonly numbers?: readonly number[];
  /** the highlighted row */
  readonly chosen?: number;
}
export type Cell = string | { readonly text: string; readonly tone: Tone };

export interface Captioned {
  readonly picture: Picture;
  /** how to read it, in a sentence or two */
  readonly caption?: string;
}

/** All pictures of a content, in order. */
export const picturesOf = (content: Content): readonly Picture[] =>
  content.sections.flatMap(({ blocks }) => among(blocks));

const among = (blocks: readonly Block[]): readonly Picture[] =>
  blocks.flatMap(block => {
    if (block.kind === 'beside') return among(block.blocks);
    return block.kind === 'pictures' ? block.pictures.map(({ picture }) => picture) : [];
  });
