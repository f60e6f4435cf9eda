import { types } from 'node:util';
import { show } from '../../errors';
import { elements } from '../../shape';
import { NOT_PLAIN, TYPED, writingOf } from '../cell/written-form';
import { cellError } from '../error-text';
import { isFields } from '../table/fields';
import { flattenNest, isNest } from '../table/nested';
import { PAGE, PagedArray, type Room, STRIP } from '../table/paged-array';
import { EMPTY, type RawColumn } from '../table/raw-table';
import { TextDictionary } from '../table/text-dictionary';
import { type Blob, meaningOf } from './blobs';

/** As a text, NaN is a missing value; as a number, it is a calculation that failed somewhere in the flow. */
const NOT_A_NUMBER = 'NaN; give null where the value is not known';

const NO_PAGE = new Float64Array(0);
const NO_CODES = new Int32Array(0);

/**
 * Collects the cells of one column, in any order of rows; cells that are never set are missing. A table may have tens of
 * thousands of columns, and the collector moves each of their objects: most columns need no other than this one.
 */
export class ColumnBuilder {
  private numbers: PagedArray<Float64Array> | null = null;
  /** the current page of numbers, or the strip; the rows that it has, and where the first one lies */
  private page: Float64Array = NO_PAGE;
  private pageFrom = 0;
  private pageEnd = 0;
  private pageStart = 0;
  /** the written form of the first number, and pages with those of the others, if they differ */
  private writing = NOT_PLAIN;
  private writings: PagedArray<Uint8Array> | null = null;
  private codes: PagedArray<Int32Array> | null = null;
  private codesPage: Int32Array = NO_CODES;
  private codesFrom = 0;
  /** null before the first text: most columns are numbers only, and there may be many */
  private dictionary: TextDictionary | null = null;
  private tensor: { data: Float32Array; shape: readonly number[]; rows: number } | null = null;
  private blobs: Blob[] | null = null;
  private problem: RawColumn['problem'] | null = null;
  /** the first row with an empty array, as long as no row has numbers in one */
  private emptyList: number | null = null;
  /** all bytes are hexadecimal texts */
  hexBytes = false;
  /** texts with surrounding spaces in quotes, which are removed */
  padded = 0;
  /** records that have its key */
  given = 0;
  /** the last row in which a record had a value for it */
  filled = -1;

  constructor(
    readonly name: string,
    private readonly room?: Room,
    /** how many rows of the same list came before: errors count on */
    private readonly before = 0,
  ) {}

  setNumber(row: number, value: number, writing = TYPED): void {
    if (row >= this.pageFrom && row < this.pageEnd) this.page[row - this.pageFrom + this.pageStart] = value;
    else this.turnPage(row, value, writing);
    if (writing !== this.writing) this.setWriting(row, writing); // otherwise it is there already
  }

  /** Sets a text as it is; an empty one is missing. */
  setText(row: number, cell: string): void {
    const writing = writingOf(cell);
    if (writing !== NOT_PLAIN) this.setNumber(row, +cell, writing);
    else if (cell !== '') this.setCode(row, cell);
  }

  /** The same for UTF-8 that is not a plain number and not empty, with its hash. */
  setBytes(row: number, bytes: Buffer, from: number, to: number, hashed: number): void {
    this.placeCode(row, this.texts.codeOfBytes(bytes, from, to, hashed));
  }

  /** Sets any value of a record, from JSON, databases and function nodes. */
  set(row: number, cell: unknown): void {
    if (this.tensor !== null || isNest(cell)) this.setNest(row, cell);
    else if (Number.isNaN(cell)) this.problem ??= { row, text: NOT_A_NUMBER, type: 'number' };
    else if (typeof cell === 'number') this.setNumber(row, cell);
    else if (typeof cell === 'string') this.setQuoted(row, cell);
    else if (typeof cell === 'boolean' || typeof cell === 'bigint') this.setText(row, String(cell));
    else if (typeof cell === 'object' && cell !== null) this.setObject(row, cell);
    else if (typeof cell === 'function' || typeof cell === 'symbol') this.problem ??= { row, text: show(cell) };
  }

  /** Like `setText`, for a text that may have surrounding spaces. */
  setTrimmed(row: number, cell: string): void {
    this.setText(row, cell.trim());
  }

  private setQuoted(row: number, cell: string): void {
    const text = cell.trim();
    if (text.length < cell.length && text !== '') this.padded++;
    this.setText(row, text);
  }

  private get texts(): TextDictionary {
    this.dictionary ??= new TextDictionary();
    return this.dictionary;
  }

  /** `optional`: some records lack its key */
  finish(rows: number, optional = false): RawColumn {
    const { name, padded } = this;
    if (this.tensor !== null) {
      const { data, shape } = this.tensor;
      if (this.tensor.rows < rows) throw this.noArray(this.tensor.rows, 'nothing');
      return { name, ...EMPTY, tensor: { data: data.slice(0, rows * elements(shape)), shape } };
    }
    if (this.emptyList !== null) this.problem ??= { row: this.emptyList, text: 'an empty list' };
    const binary = this.blobs !== null && this.placeBytes(this.blobs);
    const numbers = this.joined(rows);
    const writings = this.writings?.join(rows) ?? null;
    const codes = this.codes?.join(rows) ?? null;
    const writing = numbers === null ? TYPED : this.writing;
    const facts = {
      ...(binary && { binary }),
      ...(this.problem && { problem: { ...this.problem, row: this.before + this.problem.row } }),
      ...(padded > 0 && { padded }),
      ...(this.before > 0 && { before: this.before }),
      ...(optional && { optional }),
    };
    return { name, numbers, writings, writing, codes, texts: this.dictionary ?? EMPTY.texts, ...facts };
  }

  private turnPage(row: number, value: number, writing: number): void {
    if (this.numbers === null && this.pageEnd === 0) {
      this.writing = writing;
      if (row < STRIP && this.room !== undefined && this.room.rows <= STRIP) {
        this.pageStart = this.room.strip();
        this.page = this.room.strips;
        this.pageEnd = STRIP;
        this.page[row + this.pageStart] = value;
        return;
      }
    }
    this.page = this.paged().set(row, value);
    this.pageFrom = row - (row % PAGE);
    this.pageEnd = this.pageFrom + this.page.length;
    this.pageStart = 0;
  }

  /** The numbers in pages, with those of the strip if there was one. */
  private paged(): PagedArray<Float64Array> {
    if (this.numbers === null) {
      this.numbers = new PagedArray(Float64Array, Number.NaN, this.room);
      for (let row = 0; row < this.pageEnd; row++) this.numbers.set(row, this.page[row + this.pageStart]!);
    }
    return this.numbers;
  }

  private joined(rows: number): Float64Array | null {
    if (this.numbers === null && this.pageEnd === 0) return null;
    if (this.numbers !== null || rows > STRIP) return this.paged().join(rows);
    return this.page.subarray(this.pageStart, this.pageStart + rows);
  }

  private setWriting(row: number, writing: number): void {
    this.writings ??= new PagedArray(Uint8Array, this.writing, this.room);
    this.writings.set(row, writing);
  }

  private setObject(row: number, cell: object): void {
    const plain: unknown = typeof cell.valueOf === 'function' ? cell.valueOf() : cell;
    if (types.isDate(cell)) {
      const time = Number(cell);
      if (Number.isFinite(time)) this.setText(row, new Date(time).toISOString());
    } else if (ArrayBuffer.isView(cell)) {
      this.setBlob(row, Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength));
    } else if (typeof plain !== 'object') {
      this.set(row, plain);
    } else {
      const { type, data } = cell as { type?: unknown; data?: unknown };
      if (type === 'Buffer' && Array.isArray(data)) this.setBlob(row, Buffer.from(data as number[]));
      else this.problem ??= { row, text: show(cell) };
    }
  }

  private setBlob(row: number, bytes: Buffer): void {
    this.blobs ??= [];
    this.blobs.push({ row, bytes });
  }

  /** Are they bytes, and neither numbers nor texts? */
  private placeBytes(blobs: readonly Blob[]): boolean {
    const meaning = this.hexBytes ? 'bytes' : meaningOf(blobs);
    for (const { row, bytes } of blobs)
      if (meaning === 'bits') this.setNumber(row, bytes[0]!);
      else if (meaning === 'words') this.setTrimmed(row, bytes.toString('utf8'));
      else this.setCode(row, bytes.toString('hex'));
    return meaning === 'bytes';
  }

  /** Sets a text that is not a number, whatever it looks like. */
  private setCode(row: number, text: string): void {
    this.placeCode(row, this.texts.codeOf(text));
  }

  private placeCode(row: number, code: number): void {
    const at = row - this.codesFrom;
    if (at >= 0 && at < this.codesPage.length) {
      this.codesPage[at] = code;
      return;
    }
    this.codes ??= new PagedArray(Int32Array, -1, this.room);
    this.codesPage = this.codes.set(row, code);
    this.codesFrom = row - (row % PAGE);
  }

  private setNest(row: number, cell: unknown): void {
    if (!isNest(cell)) throw this.noArray(row, show(cell));
    if (this.tensor === null && this.isList(row, cell)) return;
    const { data, shape } = flattenNest(cell, this.name, this.before + row);
    const size = data.length;
    if (size === 0) throw cellError(this.name, this.before + row, 'has an empty array');
    this.tensor ??= {
      data: new Float32Array(size * Math.max(1, Math.floor(FIRST / size))),
      shape,
      rows: 0,
    };
    const tensor = this.tensor;
    if (this.pageEnd > 0 || this.codes !== null || this.problem !== null || tensor.rows !== row)
      throw cellError(this.name, this.before + row, `has ${show(cell)} where rows before have none`);
    if (String(shape) !== String(tensor.shape))
      throw cellError(this.name, this.before + row, `has the shape [${shape}], the first row has [${tensor.shape}]`);
    if ((row + 1) * size > tensor.data.length) {
      const grown = new Float32Array(2 * (row + 1) * size);
      grown.set(tensor.data);
      tensor.data = grown;
    }
    tensor.data.set(data, row * size);
    tensor.rows = row + 1;
  }

  /**
   * A column cannot hold lists of texts or records, such as the items of an order, nor empty lists among these. An
   * empty list before numbers is an array that lacks them.
   */
  private isList(row: number, cell: unknown): boolean {
    if (!Array.isArray(cell)) return false;
    const first: unknown = cell[0];
    if (cell.length === 0) this.emptyList ??= row;
    else if (typeof first !== 'string' && !isFields(first)) {
      if (this.emptyList !== null) throw cellError(this.name, this.before + this.emptyList, 'has an empty array');
      return false;
    } else this.problem ??= { row, text: isFields(first) ? 'a list of records' : 'a list of texts' };
    return true;
  }

  private noArray(row: number, came: string) {
    return cellError(this.name, this.before + row, `expected an array, as in the first row, received ${came}`);
  }
}

/** The initial capacity of a column of arrays. */
const FIRST = 65_536;
