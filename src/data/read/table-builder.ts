import { Problem, show, unreadable } from '../../errors';
import { CODE, INFINITE, NO_NUMBER, numeralOf, WHOLE } from '../cell/numeral';
import { ColumnBuilder } from '../column/builder';
import { count, isRecord, plural, quoted } from '../error-text';
import { checkFilled, MOST_COLUMNS, tooManyColumns } from '../limits';
import { Pacer } from '../pace';
import { DEEPEST_FIELD, type Fields, fieldKeys } from '../table/fields';
import { Room } from '../table/paged-array';
import type { RawColumn, RawTable } from '../table/raw-table';
import { type Header, headerOf } from './header';

/** Values of a row that are added without a pause. */
const AT_ONCE = 128;
/** V8 lists the keys of a record in one piece, milliseconds for tens of thousands: nothing else is done in that turn. */
const MANY_KEYS = 8192;

/** Builds a table from rows: lists of texts under a header, records with keys, or lists of values. */
export class TableBuilder {
  rows = 0;
  /** of a CSV */
  header: Header = headerOf([]);
  private columns: ColumnBuilder[] = [];
  private readonly byName = new Map<string, ColumnBuilder>();
  private readonly unnamed = new Set<number>();
  /** names of nested records */
  private readonly parents = new Set<string>();
  /** cells that were given, including missing ones */
  private values = 0;
  private readonly room = new Room();
  private kind: 'header' | 'records' | 'lists' | null = null;

  constructor(
    readonly source: string,
    readonly maxRows = Number.POSITIVE_INFINITY,
  ) {}

  /** The expected number of rows, as far as known: memory for them is allocated at once. */
  expect(rows: number): void {
    this.room.rows = Math.min(rows, this.maxRows);
  }

  /** The columns in order, for a caller that sets cells itself and counts `rows`. */
  get builders(): readonly ColumnBuilder[] {
    return this.columns;
  }

  get full(): boolean {
    return this.rows >= this.maxRows;
  }

  /**
   * Adds the next row of a CSV. The first one is the header, unless it contains what no header does: a number that is
   * not whole, or numbers only, other than 0, 1, 2, … (pandas' default names). Columns without a name are called
   * `column 1`, ….
   */
  addTexts(cells: readonly string[]): void {
    if (this.full || (cells.length === 1 && cells[0]!.trim() === '')) return;
    if (this.kind === null) {
      this.kind = 'header';
      if (cells.length > MOST_COLUMNS) throw tooManyColumns(cells.length);
      const isHeader = looksLikeHeader(cells);
      this.header = headerOf(cells.map(cell => (isHeader ? cell.trim() : '')));
      for (const name of this.header.names) this.add(name);
      for (const i of this.header.unnamed) this.unnamed.add(i);
      if (isHeader) return;
    }
    const { columns, rows } = this;
    if (cells.length !== columns.length) throw this.ragged(cells.length);
    for (let i = 0; i < columns.length; i++) columns[i]!.setTrimmed(rows, cells[i]!);
    this.rows++;
  }

  /** Adds an object with named values, or an array of values; all rows must be of the same kind. */
  addRow(row: unknown): void {
    for (const _ of this.adding(row));
  }

  /** The same for many rows, with pauses, even within a long row. */
  async addRows(rows: readonly unknown[], pacer: Pacer): Promise<void> {
    if (!Array.isArray(rows[0])) await pacer.turn(); // it may have many keys
    for (let row = 0; row < rows.length && !this.full; row++) {
      for (const _ of this.adding(rows[row])) await pacer.pause();
      if (this.columns.length > MANY_KEYS) await pacer.turn();
      else if (pacer.due) await pacer.pause();
    }
  }

  /** Adds a row; there may be a pause at each `yield`. */
  private *adding(row: unknown): Generator<void> {
    if (this.full) return;
    try {
      const kind = this.kindOf(row);
      if (kind === 'records') yield* this.addRecord(row as Fields);
      else yield* this.addList(row as unknown[]);
      this.kind = kind;
    } catch (error) {
      throw unreadable(`row ${count(this.rows + 1)}`, error);
    }
    this.rows++;
  }

  private kindOf(row: unknown): 'records' | 'lists' {
    const kind = Array.isArray(row) ? 'lists' : isRecord(row) ? 'records' : null;
    if (kind !== null && (this.kind === null || this.kind === kind)) return kind;
    const expected = this.kind === 'lists' ? 'an array, as the rows before' : 'a record such as {"age": 31}';
    throw new Problem(`row ${count(this.rows + 1)} must be ${expected}, received ${show(row)}`, {
      row: this.rows + 1,
    });
  }

  async finish(): Promise<RawTable> {
    if (this.kind === null) throw new Problem('is empty: it has no columns and no rows');
    if (this.rows === 0) throw new Problem('has 0 rows, only a header');
    // A delimiter at the end of each line makes a last column without name and values, and a record that is null in
    // some rows makes a column beside its fields: neither is intended.
    const columns: RawColumn[] = [];
    const pacer = new Pacer();
    for (const [i, builder] of this.columns.entries()) {
      const isOptional = this.kind === 'records' && builder.given < this.rows;
      const column = builder.finish(this.rows, isOptional);
      const mayBeEmpty = !this.unnamed.has(i) && !this.parents.has(column.name);
      if (mayBeEmpty || !isEmpty(column)) columns.push(column);
      await pacer.pause();
    }
    if (columns.length === 0) throw new Problem('has no columns: its rows hold nothing');
    return { source: this.source, rows: this.rows, columns };
  }

  private *addRecord(record: Fields): Generator<void> {
    const values = yield* this.addFields(record, Object.keys(record), '', 0);
    this.values += values;
    if (this.columns.length > values) checkFilled(this.rows + 1, this.columns.length, this.values);
  }

  /** Adds the values of a record and of its nested records; returns their number. */
  private *addFields(record: Fields, keys: readonly string[], prefix: string, depth: number): Generator<void, number> {
    let values = 0;
    if (keys.length > MANY_KEYS) yield;
    for (const key of keys) {
      const name = prefix + key;
      const cell = record[key];
      const inner = depth < DEEPEST_FIELD && typeof cell === 'object' ? fieldKeys(cell) : null;
      if (inner !== null) {
        this.parents.add(name);
        values += yield* this.addFields(cell as Fields, inner, `${name}.`, depth + 1);
      } else {
        const column = this.byName.get(name) ?? this.add(name);
        if (cell !== null && cell !== undefined) {
          if (column.filled === this.rows) throw this.twice(name);
          column.filled = this.rows;
        }
        column.set(this.rows, cell);
        column.given++;
        values++;
        if (values % AT_ONCE === 0) yield;
      }
    }
    return values;
  }

  private twice(name: string): Problem {
    const row = this.rows + 1;
    return new Problem(
      `row ${count(row)} has ${quoted(name)} twice, as a key of its own and within a record: leave one of them out`,
      { row },
    );
  }

  private *addList(list: readonly unknown[]): Generator<void> {
    if (list.length > MOST_COLUMNS) throw tooManyColumns(list.length);
    for (let i = 0; i < list.length && this.kind === null; i++) {
      this.add(`column ${i + 1}`);
      if (i % AT_ONCE === AT_ONCE - 1) yield;
    }
    if (list.length !== this.columns.length) throw this.ragged(list.length, 'the first row');
    for (const [i, column] of this.columns.entries()) {
      column.set(this.rows, list[i]);
      if (i % AT_ONCE === AT_ONCE - 1) yield;
    }
  }

  private add(name: string): ColumnBuilder {
    if (this.columns.length === MOST_COLUMNS) throw tooManyColumns(MOST_COLUMNS + 1);
    const column = new ColumnBuilder(name, this.room);
    this.byName.set(name, column);
    this.columns.push(column);
    return column;
  }

  ragged(received: number, than = 'the header'): Problem {
    const { columns, rows } = this;
    return new Problem(
      `row ${count(rows + 1)} has ${plural(received, 'value')}, ${than} has ${count(columns.length)}`,
      { row: rows + 1, expected: columns.length, received },
    );
  }
}

function looksLikeHeader(cells: readonly string[]): boolean {
  const numbers = cells.map(cell => numeralOf(cell.trim())).map(n => (n.unit === '' ? n.kind : NO_NUMBER));
  if (numbers.some(kind => kind !== NO_NUMBER && kind !== INFINITE && kind !== WHOLE && kind !== CODE)) return false;
  if (numbers.some(kind => kind !== WHOLE)) return true;
  return cells.length > 1 && cells.every((cell, i) => +cell === i);
}

const isEmpty = ({ numbers, codes, tensor, problem }: RawColumn): boolean =>
  numbers === null && codes === null && tensor === undefined && problem === undefined;
