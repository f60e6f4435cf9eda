import { TYPED, writtenText } from '../cell/written-form';
import { type Texts, textsOf } from './texts';

/**
 * A table as it was read, before any type is decided.
 *
 * A cell is a number, a text or missing. What a text is (a number, a mark of missing, a label) depends on the other cells
 * of its column, so every text can be given back as it was written. Numbers, and the texts of plain numbers, stand in
 * `numbers`, with how they were written in `writings`; other texts stand in `texts`, and their indices in `codes`. A
 * million rows cost 8 or 4 bytes a cell (one more where the writing differs), and no text is kept twice. Booleans are the
 * texts `true` and `false`, a Date is its ISO text.
 */
export interface RawColumn {
  readonly name: string;
  /** [rows], NaN where the cell is no number; null: no cell is */
  readonly numbers: Float64Array | null;
  /** [rows], how each number was written (written.ts); null: all of them as `writing` */
  readonly writings: Uint8Array | null;
  readonly writing: number;
  /** [rows] into `texts`, −1 where the cell is no text; null: no cell is */
  readonly codes: Int32Array | null;
  /** the different texts that are no plain numbers, in order of appearance; none is empty */
  readonly texts: Texts;
  /** it holds bytes, as their hexadecimal texts */
  readonly binary?: boolean;
  /** rows whose text had spaces around it, in quotes, which are not kept */
  readonly padded?: number;
  /** some of the records have not its key */
  readonly optional?: boolean;
  /** what the column is known to be, where its source says it */
  readonly type?: 'category';
  /** a column of arrays: Float32Array [rows × product(shape)]; then there are no numbers and codes */
  readonly tensor?: { readonly data: Float32Array; readonly shape: readonly number[] };
  /**
   * The first cell (row from 0) that holds something no column can hold, in words: `an object with a, b`. `type`: what the
   * column is meant to be all the same
   */
  readonly problem?: { readonly row: number; readonly text: string; readonly type?: 'number' };
}

/** What was found out about a text, or set by the user. */
export interface Dialect {
  readonly delimiter?: string;
  readonly encoding?: string;
  /** what may have been meant otherwise, in sentences */
  readonly warnings?: readonly string[];
  /** what of the file is no row of the table, in sentences */
  readonly leftOut?: readonly string[];
}

export interface RawTable {
  /** what errors call it: a file's name, `payload` */
  readonly source: string;
  readonly rows: number;
  readonly columns: readonly RawColumn[];
  /** how the text of a file was cut and decoded, where there was one */
  readonly dialect?: Dialect;
  /** {features, targets}: the columns that came as targets */
  readonly targets?: readonly string[];
}

/** A column without any cell: what the others are spread over. */
export const EMPTY = {
  numbers: null,
  writings: null,
  writing: TYPED,
  codes: null,
  texts: textsOf([]),
} satisfies Omit<RawColumn, 'name'>;

/** The text of a number cell, as it was written. */
export const numberText = ({ numbers, writings, writing }: RawColumn, row: number): string =>
  writtenText(numbers![row]!, writings === null ? writing : writings[row]!);
