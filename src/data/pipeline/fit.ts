import { elements } from '../../shape';
import type {
  CalendarPart,
  Column,
  ColumnPipeline,
  LabelColumn,
  NumberColumn,
  Scaling,
  TargetPipeline,
  TensorColumn,
  Transform,
} from '../../spec';
import { columnError } from '../error-text';
import { rowsIn, startOf } from '../table/array-rows';
import { type Calendar, calendarOf, DAY, dayOf, MINUTE } from './calendar';
import { fitArray } from './fit-array';
import { fitScale } from './fit-scale';
import { momentsOf } from './statistics';

/** null: the column is not a feature. */
export function fitFeature(column: Column, rows: Int32Array, scaling?: Scaling): ColumnPipeline | null {
  const { name, type, format } = column;
  const made = { name, type, ...(format && { format }) };
  const make = (transform: Transform, shape: readonly number[]): ColumnPipeline => ({ ...made, transform, shape });
  switch (column.type) {
    case 'ignored':
    case 'text':
      return null;
    case 'tensor':
      return make(fitArray(column, rows, scaling, 'feature'), column.shape);
    case 'category': {
      const categories = seenLabels(column, rows);
      return categories.length === 0 ? null : make({ kind: 'one-hot', categories }, [categories.length]);
    }
    case 'boolean':
      return make(fitBoolean(column, rows), [1]);
    case 'date': {
      const transform = fitCalendar(column, rows);
      return transform === null ? null : make(transform, [1 + 2 * transform.parts.length]);
    }
    default: {
      const values = present(column.data, rows);
      if (values.length === 0) return null;
      const categories = type === 'integer' ? seenIntegers(column, rows, MOST_CATEGORIES) : null;
      return { ...make(fitScale(values, scaling), [1]), ...(categories && { categories }) };
    }
  }
}

/**
 * The classes are those of all rows, because they are part of the question, not of the answer; scales are fitted on the
 * training rows.
 */
export function fitTarget(column: Column, rows: Int32Array, scaling?: Scaling): TargetPipeline {
  const { name, type, format } = column;
  const made = { name, type, ...(format && { format }) };
  if (column.type === 'tensor') return fitTensorTarget(column, rows, scaling);
  if (column.labels !== undefined) {
    const classes = [...column.labels];
    const task = classes.length === 2 ? 'binary' : 'classification';
    const [negative = '', positive = ''] = classes;
    const transform: Transform =
      type === 'boolean'
        ? { kind: 'boolean', missing: 0, labels: [negative, positive] }
        : { kind: 'index', categories: classes };
    return { ...made, transform, shape: [1], task, classes };
  }
  const values = present(column.data, rows);
  if (values.length === 0) throw columnError(name, 'is a target without any value in the training rows');
  const transform = fitScale(values, scaling ?? 'standard');
  const all = Int32Array.from({ length: column.data.length }, (_, row) => row);
  const categories = type === 'integer' ? seenIntegers(column, all, MOST_CLASSES) : null;
  return { ...made, transform, shape: [1], task: 'regression', ...(categories && { categories }) };
}

/** One-hot rows are classes, rows of 0 and 1 are labels, anything else is numbers. */
function fitTensorTarget(column: TensorColumn, rows: Int32Array, scaling: Scaling | undefined): TargetPipeline {
  const { name, type, data, shape } = column;
  const width = elements(shape);
  let bits = shape.length === 1;
  let oneHot = bits;
  const start = startOf(column);
  for (let row = 0, all = rowsIn(column); bits && row < all; row++) {
    let ones = 0;
    for (let i = start(row); i < start(row) + width; i++) {
      if (data[i] === 1) ones++;
      else if (data[i] !== 0) bits = false;
    }
    if (ones !== 1) oneHot = false;
  }
  const task = !bits ? 'regression' : oneHot ? 'classification' : 'multi-label';
  const classes = bits && { classes: Array.from({ length: width }, (_, i) => String(i)) };
  const transform: Transform = bits ? { kind: 'identity' } : fitArray(column, rows, scaling, 'target');
  return { name, type, transform, shape, task, ...classes };
}

function seenLabels({ data, labels }: LabelColumn, rows: Int32Array): string[] {
  const seen = new Uint8Array(labels.length);
  for (let i = 0; i < rows.length; i++) if (data[rows[i]!]! >= 0) seen[data[rows[i]!]!] = 1;
  return labels.filter((_, code) => seen[code] === 1);
}

/** More different whole numbers are a measurement, or identify single rows. */
const MOST_CATEGORIES = 10_000;

/** The same for a target, whose whole numbers may be classes. */
const MOST_CLASSES = 1000;

/** The distinct whole numbers, ascending; null: too many. */
function seenIntegers({ data }: NumberColumn, rows: Int32Array, most: number): string[] | null {
  const seen = new Set<number>();
  for (let i = 0; i < rows.length; i++) {
    const value = data[rows[i]!]!;
    if (Number.isNaN(value)) continue;
    seen.add(value);
    if (seen.size > most) return null;
  }
  return [...seen].sort((a, b) => a - b).map(String);
}

function fitBoolean({ data, labels }: LabelColumn, rows: Int32Array): Transform {
  let balance = 0;
  for (const row of rows) if (data[row]! >= 0) balance += data[row] === 1 ? 1 : -1;
  return { kind: 'boolean', missing: balance > 0 ? 1 : 0, labels: [labels[0] ?? 'false', labels[1] ?? 'true'] };
}

/** All columns share this memory in turn, because touching new memory costs more than writing to it. */
let scratch = new Float64Array(0);

/** The values that are not missing; valid until the next call. */
function present(data: ArrayLike<number>, rows: Int32Array): Float64Array {
  if (scratch.length < rows.length) scratch = new Float64Array(rows.length);
  const values = scratch;
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = data[rows[i]!]!;
    if (!Number.isNaN(value)) values[count++] = value;
  }
  return values.subarray(0, count);
}

/** Size of the cache of days, by their remainder: most tables have fewer days. */
const DAYS = 4096;

/**
 * The calendar parts that distinguish training rows: the hour if times of day differ, the weekday if days of the month
 * do, …
 */
function fitCalendar({ data }: NumberColumn, rows: Int32Array) {
  const years = new Float64Array(rows.length);
  const days = new Float64Array(DAYS).fill(Number.NaN);
  const calendars: Calendar[] = [];
  let count = 0;
  let first: Calendar | null = null;
  let firstMinute = 0;
  const differs = { month: false, day: false, time: false };
  for (let i = 0; i < rows.length; i++) {
    const time = data[rows[i]!]!;
    if (Number.isNaN(time)) continue;
    const day = dayOf(time);
    const place = day & (DAYS - 1);
    if (days[place] !== day) {
      days[place] = day;
      calendars[place] = calendarOf(day * DAY);
    }
    const here = calendars[place]!;
    const minute = Math.floor((Math.trunc(time) - day * DAY) / MINUTE);
    if (first === null) {
      first = here;
      firstMinute = minute;
    }
    years[count++] = here.year;
    if (here.month !== first.month) differs.month = true;
    if (here.day !== first.day) differs.day = true;
    if (minute !== firstMinute) differs.time = true;
  }
  if (first === null) return null;
  const { mean, std } = momentsOf(years.subarray(0, count));
  const parts: CalendarPart[] = [];
  if (differs.month) parts.push('month');
  if (differs.day) parts.push('weekday');
  if (differs.time) parts.push('hour');
  return { kind: 'calendar', mean, std: std || 1, parts } as const;
}
