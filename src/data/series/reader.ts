import { types } from 'node:util';
import { Problem, show } from '../../errors';
import type { SeriesColumn, SeriesPipeline } from '../../spec';
import { truth } from '../cell/labels';
import { dateReader, missingReader, numberReader, timeReader } from '../cell/parse-cell';
import { listed, quoted } from '../error-text';
import { fieldOf } from '../table/fields';
import { decimalYear, isZoned } from './clock';
import { keyOf } from './keys';
import { zoneOf } from './zone';

/** One reading of a series, as its pipeline reads it. */
export interface Reading {
  /** milliseconds since 1970, or what the times of training were */
  readonly time: number;
  /** a number for each column of the series, of a category its place; NaN: missing */
  readonly values: Float64Array;
}

export interface Keyed {
  readonly key: string;
  readonly keys: readonly string[];
}

/** Reads records as the readings of training were read. */
export class SeriesReader {
  private readonly cells: readonly ((value: unknown) => number)[];
  private readonly readTime: (value: unknown) => number;

  constructor(
    private readonly series: SeriesPipeline,
    /** called with a warning about values that may be unexpected */
    private readonly warn: (warning: string) => void = () => undefined,
  ) {
    this.cells = series.columns.map(column => this.cellOf(column));
    this.readTime = timeOf(series);
  }

  /** The series that a record belongs to; a key that it lacks is ''. */
  keyOf(record: Readonly<Record<string, unknown>>): Keyed {
    const keys = this.series.key.map(name => {
      const value = fieldOf(record, name);
      return value === undefined || value === null ? '' : String(value).trim();
    });
    return { key: keyOf(keys), keys };
  }

  /** The time of a record; undefined: it has none. */
  timeOf(record: Readonly<Record<string, unknown>>): number | undefined {
    const { time } = this.series;
    if (time === null) return undefined;
    const value = fieldOf(record, time.name);
    return value === undefined || value === null ? undefined : this.time(value);
  }

  /** Throws a Problem for a value that is not a time. */
  time(value: unknown): number {
    const time = this.readTime(value);
    if (Number.isFinite(time)) return time;
    throw new Problem(`the time must be a date or a number, as in training, received ${show(value)}`, {
      received: value,
    });
  }

  /** The values of a record; columns that it lacks are missing. Throws a Problem where it has none of them. */
  valuesOf(record: Readonly<Record<string, unknown>>): Float64Array {
    const { columns } = this.series;
    const values = new Float64Array(columns.length);
    let found = 0;
    for (const [i, { name }] of columns.entries()) {
      const cell = Object.hasOwn(record, name) ? record[name] : fieldOf(record, name);
      if (cell !== undefined) found++;
      values[i] = cell === undefined ? Number.NaN : this.cells[i]!(cell);
    }
    if (found === 0 && columns.length > 0)
      throw new Problem(
        `a reading must have at least one of the columns ${listed(columns.map(({ name }) => name))}, received ${show(record)}`,
      );
    return values;
  }

  private cellOf(column: SeriesColumn): (value: unknown) => number {
    const { name, format = {} } = column;
    const say = (text: string): void => this.warn(`column ${quoted(name)}: ${text}`);
    if (column.kind === 'category') {
      const isMissing = missingReader('category', format);
      const places = new Map(column.categories.map((label, place) => [label, place]));
      return value => {
        if (value === null) return Number.NaN;
        const text = String(value).trim();
        const place = places.get(text);
        if (place !== undefined) return place;
        if (!isMissing(text)) say(`${quoted(text)} was never seen in training`);
        return Number.NaN;
      };
    }
    const read = numberReader(format);
    const isMissing = missingReader('number', format);
    const { labels } = column;
    const label = (text: string): number => (labels ? Math.max(labels.indexOf(text), truth(text)) : -1);
    return value => {
      if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= LARGEST) return value;
      if (value === null) return Number.NaN;
      if (typeof value === 'boolean') return Number(value);
      const text = typeof value === 'string' || typeof value === 'bigint' ? String(value).trim() : null;
      if (text !== null) {
        const place = label(text);
        if (place >= 0) return place;
        if (isMissing(text)) return Number.NaN;
        const number = read(text);
        if (Number.isFinite(number) && Math.abs(number) <= LARGEST) return number;
        if (format.lenient) {
          say(`${quoted(text)} is no number and counts as missing, as in training`);
          return Number.NaN;
        }
      }
      throw new Problem(`column ${quoted(name)}: expected a number, received ${show(value)}`, { column: name });
    };
  }
}

/** The largest float32. */
const LARGEST = 3.4e38;

function timeOf({ time, zone: zoneName }: SeriesPipeline): (value: unknown) => number {
  const clock = time?.clock ?? { kind: 'number' };
  const format = 'format' in clock ? (clock.format ?? {}) : {};
  const zone = zoneOf('local' in clock && clock.local ? zoneName : '');
  const [date, ofNumber, number] = [dateReader(format), timeReader(format), numberReader(format)];
  const ofText = (text: string): number => {
    if (clock.kind === 'number') return number(text);
    const plain = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (clock.kind === 'decimal-year') return Number.isNaN(plain) ? date(text) : decimalYear(plain);
    const read = date(text);
    if (Number.isNaN(read)) return ofNumber(plain);
    return isZoned(text) ? read : zone.timeOf(read);
  };
  return value => {
    if (types.isDate(value)) return Number(value);
    if (typeof value === 'string') return ofText(value.trim());
    if (typeof value !== 'number') return Number.NaN;
    if (clock.kind === 'date') return ofNumber(value);
    return clock.kind === 'decimal-year' && value < 10_000 ? decimalYear(value) : value;
  };
}
