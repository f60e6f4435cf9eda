import { rowsOf } from '../data';
import { dateText } from '../data/cell/dates';
import type { Column } from '../spec';
import { type Cell, cellOf } from './cells';
import type { Explainer } from './explainer';
import { type Grid, gridOf } from './grid';

/** The changes to a row after which the answer is the wanted one. */
export interface Counterfactual {
  /** the answer after the changes: the probability of its class, or the number */
  readonly answer: number;
  readonly changes: readonly { readonly column: string; readonly from: Cell; readonly to: Cell }[];
  /**
   * Gower's distance, summed over columns: a number's change relative to the range of the background rows; 1 for a
   * category
   */
  readonly distance: number;
}

interface Found {
  readonly change: Counterfactual;
  /** the class after the changes, as its index; 0 for a number */
  readonly code: number;
}

/** The wanted answer. */
export interface Goal {
  /** the class whose probability counts; 0 for a number */
  readonly chosen: number;
  /** whether the answer is the wanted one */
  isMet(answer: number, chosen: number): boolean;
  /** how close an answer is to it: larger is closer */
  nearness(answer: number): number;
  /** of several labels: the answer is the probability of `chosen`, whichever label is the likeliest */
  readonly isLabel?: true;
}

/** Values to try of a column: quantiles of the background rows, so that they are plausible. */
const VALUES = 24;
/** The width of the beam, and how many columns may change. */
const [BEAM, MOST] = [12, 5];
/** Halvings of a number's change. */
const HALVINGS = 10;

interface Candidate {
  readonly changes: ReadonlyMap<string, number | string>;
  readonly answer: number;
  readonly code: number;
  readonly met: boolean;
  readonly distance: number;
}

/**
 * The smallest plausible change of the allowed columns that gives the wanted answer: first as few columns as possible,
 * with values of background rows; then each number moves back as far as the answer stays. null: no change of at most
 * five columns was found. Source: Wachter, Mittelstadt and Russell 2017, with a beam search over observed values.
 */
export async function counterfactual(
  explainer: Explainer,
  columns: readonly Column[],
  row: number,
  allowed: readonly string[],
  t: number,
  goal: Goal,
): Promise<Found | null> {
  const { background } = explainer;
  const own = explainer.players.map(({ column }) =>
    rowsOf(columns.find(({ name }) => name === column.name)!, Int32Array.of(row)),
  );
  const of = new Map(own.map(column => [column.name, column]));
  const grids = explainer.players
    .filter(({ column }) => allowed.includes(column.name) && column.type !== 'tensor')
    .map(({ column }): Grid => {
      const kept = background.columns.find(({ name }) => name === column.name);
      return kept ? gridOf(column, kept, VALUES) : { column, values: [] };
    });
  const ranges = new Map(grids.map(({ column, values }) => [column.name, rangeOf(values)]));
  const distanceOf = (changes: Candidate['changes']): number => {
    let sum = 0;
    for (const [name, value] of changes) {
      const before = of.get(name)!;
      const missing = before.labels === undefined && Number.isNaN(before.data[0]!);
      sum += typeof value === 'string' || missing ? 1 : Math.abs(value - before.data[0]!) / ranges.get(name)!;
    }
    return sum;
  };

  const valuesOf = (all: readonly Candidate['changes'][], chosen: number): Promise<Float64Array> =>
    explainer.values(...rowsWith(all), t, chosen);
  const rowsWith = (all: readonly Candidate['changes'][]): [Column[], Int32Array] => [
    own.map(column => hybrid(column, all)),
    Int32Array.from(all, (_, i) => i),
  ];
  const tried = async (all: readonly Candidate['changes'][]): Promise<Candidate[]> => {
    if (all.length === 0) return [];
    const answers = await valuesOf(all, goal.chosen);
    const codes = await explainer.choices(...rowsWith(all), t);
    return all.map((changes, i) => ({
      changes,
      answer: answers[i]!,
      code: codes[i]!,
      met: goal.isMet(answers[i]!, codes[i]!),
      distance: distanceOf(changes),
    }));
  };

  let beam: Candidate['changes'][] = [new Map()];
  let best: Candidate | null = null;
  for (let size = 1; size <= Math.min(MOST, grids.length) && best === null; size++) {
    const next = beam.flatMap(changes =>
      grids
        .filter(({ column }) => !changes.has(column.name))
        .flatMap(({ column, values }) =>
          values
            .filter(value => !isOwn(of.get(column.name)!, value))
            .map(value => new Map([...changes, [column.name, value] as const])),
        ),
    );
    const found = await tried(next);
    best = found.filter(({ met }) => met).sort((a, b) => a.distance - b.distance)[0] ?? null;
    beam = found
      .sort((a, b) => goal.nearness(b.answer) - goal.nearness(a.answer))
      .slice(0, BEAM)
      .map(({ changes }) => changes);
  }
  if (best === null) return null;
  for (const [name, value] of best.changes) {
    const before = of.get(name)!;
    if (typeof value === 'string' || Number.isNaN(before.data[0]!)) continue;
    best = await nearest(best, name, Number(before.data[0]!), value);
  }
  const { changes, distance } = best;
  const code = goal.isLabel ? goal.chosen : best.code;
  const [answer] = await valuesOf([changes], code);
  return {
    code,
    change: {
      answer: answer!,
      changes: [...changes].map(([column, value]) => ({
        column,
        from: cellOf(of.get(column)!, 0),
        to: of.get(column)!.type === 'date' ? dateText(Number(value)) : value,
      })),
      distance,
    },
  };

  /** Bisects between the changed number and the row's own. */
  async function nearest(from: Candidate, name: string, start: number, end: number): Promise<Candidate> {
    // A record's number says nothing of its column, which may have whole numbers only.
    const { type } = explainer.players.find(({ column }) => column.name === name)!.column;
    let [kept, good, bad] = [from, end, start];
    for (let i = 0; i < HALVINGS; i++) {
      const middle = type === 'number' ? round((good + bad) / 2, ranges.get(name)!) : Math.round((good + bad) / 2);
      if (middle === good || middle === bad) break;
      const [candidate] = await tried([new Map([...kept.changes, [name, middle]])]);
      if (candidate!.met) [kept, good] = [candidate!, middle];
      else bad = middle;
    }
    return kept;
  }
}

/** A column with one row for each candidate, with the candidate's value. */
function hybrid(column: Column, all: readonly Candidate['changes'][]): Column {
  const repeated = rowsOf(column, new Int32Array(all.length));
  if (all.every(changes => !changes.has(column.name))) return repeated;
  if (!column.labels) {
    const data = Float64Array.from(all, changes => Number(changes.get(column.name) ?? column.data[0]!));
    return { ...column, data } as Column;
  }
  const labels = [...new Set(all.flatMap(changes => changes.get(column.name) ?? []).map(String)), ...column.labels];
  const before = column.data[0]! < 0 ? -1 : labels.lastIndexOf(column.labels[column.data[0]!]!);
  const data = Int32Array.from(all, changes => {
    const value = changes.get(column.name);
    return value === undefined ? before : labels.indexOf(String(value));
  });
  return { ...column, labels, data } as Column;
}

function isOwn(column: Column, value: number | string): boolean {
  const code = column.data[0]!;
  return column.labels ? code >= 0 && column.labels[code] === value : code === value;
}

function rangeOf(values: readonly (number | string)[]): number {
  const numbers = values.filter(value => typeof value === 'number');
  const range = Math.max(...numbers) - Math.min(...numbers);
  return range > 0 && Number.isFinite(range) ? range : 1;
}

/** To a thousandth of the range: people read it. */
function round(value: number, range: number): number {
  const unit = 10 ** Math.floor(Math.log10(range / 1000));
  return Number((Math.round(value / unit) * unit).toPrecision(12));
}
