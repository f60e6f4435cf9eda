/**
 * A table as it was read, before any type is decided.
 *
 * A cell is a number, a text or missing. Numbers stand in `numbers`, texts as indices into `texts` in `codes`, so that a
 * million rows cost 8 or 4 bytes a cell, no text is kept twice, and the user may still choose another type. Booleans are the
 * texts `true` and `false`, a Date is its ISO text.
 */
export interface RawColumn {
  readonly name: string;
  /** [rows], NaN where the cell is no number; null: no cell is */
  readonly numbers: Float64Array | null;
  /** [rows] into `texts`, −1 where the cell is no text; null: no cell is */
  readonly codes: Int32Array | null;
  /** the different texts, in order of appearance */
  readonly texts: readonly string[];
  /** a column of arrays: Float32Array [rows × product(shape)]; then there are no numbers and codes */
  readonly tensor?: { readonly data: Float32Array; readonly shape: readonly number[] };
  /**
   * The first cell (row from 0) that holds something no column can hold, in words: `an object with a, b`. `type`: what the
   * column is meant to be all the same
   */
  readonly problem?: { readonly row: number; readonly text: string; readonly type?: 'number' };
}

export interface RawTable {
  /** what errors call it: a file's name, `payload` */
  readonly source: string;
  readonly rows: number;
  readonly columns: readonly RawColumn[];
  /** {features, targets}: the columns that came as targets */
  readonly targets?: readonly string[];
}
