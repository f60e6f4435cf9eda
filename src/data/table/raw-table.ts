import { TYPED, writtenText } from '../cell/written-form';
import { type Texts, textsOf } from './texts';

/**
 * A table as it was read, before types are decided.
 * A cell is a number, a text or missing. What a text means (a number, a missing mark, a label) depends on the other
 * cells of its column, so every text can be given back as it was written. Numbers, and the texts of plain numbers, are
 * in `numbers`, with their written forms in `writings`; other texts are in `texts`, and their indices in `codes`. A
 * million rows cost 8 or 4 bytes per cell (one more if the written form differs), and no text is kept twice. Booleans
 * are the texts `true` and `false`, a Date is its ISO text.
 */
export interface RawColumn {
  readonly name: string;
  /** [rows], NaN where the cell is not a number; null: none is */
  readonly numbers: Float64Array | null;
  /** [rows], the written form of each number (written-form.ts); null: `writing` for all */
  readonly writings: Uint8Array | null;
  readonly writing: number;
  /** [rows] indices into `texts`, −1 where the cell is not a text; null: none is */
  readonly codes: Int32Array | null;
  /** the different texts that are not plain numbers, in order of appearance; none is empty */
  readonly texts: Texts;
  /** its texts are bytes in hexadecimal */
  readonly binary?: boolean;
  /** rows whose text had surrounding spaces in quotes, which were removed */
  readonly padded?: number;
  /** some records lack its key */
  readonly optional?: boolean;
  /** how many rows of the same list came before these: errors count on */
  readonly before?: number;
  /** the type, if the source knows it */
  readonly type?: 'category';
  /** a column of arrays: Float32Array [rows × product(shape)]; then there are no numbers and codes */
  readonly tensor?: { readonly data: Float32Array; readonly shape: readonly number[] };
  /**
   * The first cell (row from 0) with something that no column can hold, in words: `an object with a, b`. `type`: the
   * type that the column should have nevertheless
   */
  readonly problem?: { readonly row: number; readonly text: string; readonly type?: 'number' };
}

/** What was found out about a text, or set by the user. */
export interface Dialect {
  readonly delimiter?: string;
  readonly encoding?: string;
  /** what may have been misread, in sentences */
  readonly warnings?: readonly string[];
  /** parts of the file that are not rows of the table, in sentences */
  readonly leftOut?: readonly string[];
}

export interface RawTable {
  /** its name in errors: a file's name, `payload` */
  readonly source: string;
  readonly rows: number;
  readonly columns: readonly RawColumn[];
  /** how the text of a file was split and decoded, if it was a text */
  readonly dialect?: Dialect;
  /** {features, targets}: the columns that came as targets */
  readonly targets?: readonly string[];
}

/** A column without any cell, to build others from. */
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
