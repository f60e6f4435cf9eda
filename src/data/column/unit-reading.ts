import type { ColumnFormat, DecimalSign, DurationUnit } from '../../spec';
import { isTimeUnit } from '../cell/durations';
import { numberReader } from '../cell/parse-cell';
import { magnitudeOf } from '../cell/units';
import { count, quoted } from '../error-text';
import type { Summary } from './summary';

/** How a column is read by what stands beside its numbers: a unit, powers of ten, lengths of time. */
export interface UnitReading {
  readonly format: Pick<ColumnFormat, 'unit' | 'magnitudes' | 'duration'>;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/** A letter beside fewer numbers than this share is no power of ten, unless a fraction or another letter shows it. */
const FEW_LETTERS = 0.3;

/** `decimal`: the decimal sign of the column, if anything tells. */
export function unitReading(summary: Summary, decimal: DecimalSign | null): UnitReading {
  const duration = durationUnit(summary);
  if (duration !== null) return durations(summary, duration, decimal);
  const parts = unitParts(summary);
  const powers = new Set(parts.map(({ exponent }) => exponent));
  if (bareRows(summary) > 0) powers.add(0);
  return powers.size > 1 ? magnitudes(summary, parts, decimal) : oneUnit(summary, parts);
}

interface UnitPart {
  readonly unit: string;
  readonly rows: number;
  readonly exponent: number;
  readonly rest: string;
}

const bareRows = ({ numbers, units }: Summary): number => numbers + (units.get('') ?? 0);

/** Its units, the most frequent first. Letters that may be labels are left out. */
function unitParts(summary: Summary): UnitPart[] {
  const parts = [...summary.units]
    .filter(([unit]) => unit !== '')
    .sort(([, a], [, b]) => b - a)
    .map(([unit, rows]) => ({ unit, rows, ...(magnitudeOf(unit) ?? { exponent: 0, rest: unit, letter: false }) }));
  return areLettersLabels(summary) ? parts.filter(({ letter }) => !letter) : parts;
}

/** `12B` among `12A`, or few among many: a label. `1.2k`, and `5k` beside `3M`, are amounts. */
export function areLettersLabels(summary: Summary): boolean {
  const { beside, units } = summary;
  const letters = [...units].filter(([unit]) => magnitudeOf(unit)?.letter);
  if (letters.length === 0) return false;
  const rows = letters.reduce((sum, [, some]) => sum + some, 0);
  if (beside.lettered > 0) return true;
  if (beside.fraction !== '' || letters.length > 1) return false;
  return letters[0]![0] === 'B' || rows < FEW_LETTERS * (bareRows(summary) + rows);
}

/** Amounts such as `12k`, of which nothing shows that they are no labels. */
export const mayBeLabels = (summary: Summary): boolean => {
  const named = [...summary.units.keys()].filter(unit => unit !== '');
  return (
    summary.beside.fraction === '' && named.length === 1 && bareRows(summary) === 0 && !!magnitudeOf(named[0]!)?.letter
  );
};

function oneUnit(summary: Summary, [most]: readonly UnitPart[]): UnitReading {
  if (most === undefined) return { format: {}, notes: [], warnings: [] };
  const { unit, rows } = most;
  const bare = bareRows(summary);
  const mixed = `${count(rows)} numbers have the unit ${quoted(unit)}, ${count(bare)} have none; all are read as they stand`;
  return { format: { unit }, notes: [`the unit ${quoted(unit)} is left out`], warnings: bare > 0 ? [mixed] : [] };
}

function magnitudes(summary: Summary, parts: readonly UnitPart[], decimal: DecimalSign | null): UnitReading {
  const rest = parts.find(part => part.rest !== '')?.rest;
  const large = parts.filter(({ exponent }) => exponent > 0);
  if (large.length === 0) return oneUnit(summary, parts);
  const format = { magnitudes: true, ...(rest !== undefined && { unit: rest }) } as const;
  const read = numberReader({ ...format, decimal: decimal ?? '.' });
  const shown = large.slice(0, 3).map(({ unit }) => {
    const text = summary.beside.examples.get(unit)!;
    return `${quoted(text)} = ${read(text).toLocaleString('en-US')}`;
  });
  const bare = bareRows(summary) + (summary.units.get(rest ?? '') ?? 0) * Number(rest !== undefined);
  const doubt =
    `${count(bare)} numbers stand without ${quoted(large[0]!.unit)} and are read as they are; ` +
    'set the type to category if these are labels';
  return {
    format,
    notes: [
      `powers of ten beside the numbers count: ${shown.join(', ')}`,
      ...(rest === undefined ? [] : [`the unit ${quoted(rest)} is left out`]),
    ],
    warnings: bare > 0 && large.length === 1 ? [doubt] : [],
  };
}

/** Are its texts surely lengths of time, and no times of day? */
export const areDurations = (summary: Summary): boolean =>
  durationUnit(summary) !== null && (summary.beside.duration !== '' || summary.timesOfDay === 0);

/** The unit of its lengths of time, which may be times of day; null: it has none. */
export function durationUnit({ beside, rowsOf, timesOfDay, values, units, numbers }: Summary): DurationUnit | null {
  const named = [...units.keys()].filter(unit => unit !== '');
  const ofTime = named.length > 0 && named.every(isTimeUnit);
  const amounts = named.length > 1 && ofTime && rowsOf.numeral + numbers > values / 2;
  const clocks = rowsOf.duration + timesOfDay + (ofTime ? rowsOf.numeral : 0) > values / 2;
  const isClock = beside.duration !== '' || beside.two !== '' || beside.three !== ''; // `7:30 AM` is none
  if (!amounts && !(clocks && isClock)) return null;
  return beside.isStopwatch ? 'minutes' : 'hours';
}

function durations(summary: Summary, unit: DurationUnit, decimal: DecimalSign | null): UnitReading {
  const { beside, numbers, units } = summary;
  const text = beside.duration || beside.two || beside.three || [...beside.examples.values()][0]!;
  const value = numberReader({ duration: unit, decimal: decimal ?? '.' })(text).toLocaleString('en-US', {
    maximumFractionDigits: 4,
  });
  const bare = numbers + (units.get('') ?? 0);
  const doubt = `${quoted(beside.two)} is read as minutes and seconds, as ${quoted(beside.three)} suggests`;
  return {
    format: { duration: unit },
    // Whole sentences, because translations have another word order.
    notes: [
      unit === 'hours'
        ? `its values are lengths of time, read in hours: ${quoted(text)} is ${value}`
        : `its values are lengths of time, read in minutes: ${quoted(text)} is ${value}`,
    ],
    warnings: [...(unit === 'minutes' ? [doubt] : []), ...(bare > 0 ? [bareNumbers(bare, unit)] : [])],
  };
}

const bareNumbers = (bare: number, unit: DurationUnit): string =>
  unit === 'hours'
    ? `${count(bare)} numbers without a unit are taken for hours`
    : `${count(bare)} numbers without a unit are taken for minutes`;
