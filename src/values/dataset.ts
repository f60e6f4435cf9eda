import { types } from 'node:util';
import type { Column, ColumnType, Findings, Pipeline, SplitName, SplitRows, Splitting } from '../spec';

import { Body, bodyOf, brand, expectValue, isObject, isValue, Value } from './value';

const NOTHING: Findings = { leftOut: [], warnings: [], notes: [] };

export class DatasetBody extends Body {
  constructor(
    readonly columns: readonly Column[],
    readonly targets: readonly string[],
    /** per row: 0 train, 1 validation, 2 test */
    readonly split: Uint8Array,
    /** fitted on the training rows */
    readonly pipeline: Pipeline,
    /** SHA-256 over names, types and bytes */
    readonly fingerprint: string,
    readonly source: string,
    /** rows that were left out because a target was missing */
    readonly dropped = 0,
    /** the column with each row's weight in the loss */
    readonly sampleWeight?: string,
    readonly findings: Findings = NOTHING,
    /** undefined: not known, as in a dataset of an older version */
    readonly splitting?: Splitting,
  ) {
    super();
  }
}

/** A summary is read by people. */
const MOST_LINES = 20;

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

type Counts = Readonly<Record<SplitName, number>>;
/** Every node and every status asks for them, and a split may have millions of rows. */
const counted = new WeakMap<Uint8Array, Counts>();

function countsOf({ body: { split } }: Dataset): Counts {
  const known = counted.get(split);
  if (known) return known;
  const counts = new Int32Array(256);
  for (let row = 0; row < split.length; row++) counts[split[row]!]!++;
  const [train, validation, test] = [counts[0]!, counts[1]!, counts[2]!];
  counted.set(split, { train, validation, test });
  return { train, validation, test };
}

export function splitRows(dataset: Dataset): SplitRows {
  const { train, validation } = countsOf(dataset);
  return { training: train, validation };
}

/** A typed table with its split, and the pipeline fitted on its training rows. */
export class Dataset extends Value {
  readonly rows: number;
  readonly body: DatasetBody;
  constructor(body: DatasetBody, id?: string) {
    super(id);
    this.rows = body.split.length;
    this.body = body;
  }
  get pipeline(): Pipeline {
    return this.body.pipeline;
  }
  /** Row numbers of one split, ascending. */
  indices(split: SplitName): Int32Array {
    const code = SPLITS.indexOf(split);
    const codes = this.body.split;
    const found = new Int32Array(this.rows);
    let count = 0;
    for (let row = 0; row < codes.length; row++) if (codes[row] === code) found[count++] = row;
    return found.slice(0, count);
  }
  protected override kind(): 'Dataset' {
    return 'Dataset';
  }
  /** the origin of the rows, in words */
  get dataset(): string {
    return this.body.source;
  }
  /** the type of each column, by name */
  get columns(): Record<string, ColumnType> {
    return Object.fromEntries(this.body.columns.map(column => [column.name, column.type]));
  }
  get targets(): string[] {
    return [...this.body.targets];
  }
  /** the number of rows of each split */
  get split(): Record<SplitName, number> {
    return { ...countsOf(this) };
  }
  override toJSON(): Record<string, unknown> {
    const { dataset, rows, columns, targets, split } = this;
    const { dropped, sampleWeight, findings } = this.body;
    const weighted = sampleWeight !== undefined && { sampleWeight };
    const found = Object.entries(findings).filter(([, lines]) => lines.length > 0);
    const shown = Object.fromEntries(found.map(([kind, lines]) => [kind, lines.slice(0, MOST_LINES)]));
    return { dataset, rows, columns, targets, ...weighted, split, ...(dropped > 0 && { dropped }), ...shown };
  }
  static is(value: unknown): value is Dataset {
    return isValue('Dataset', value);
  }
  static expect(value: unknown, where: string): Dataset {
    return expectValue<Dataset>('Dataset', value, where);
  }
}
brand(
  'Dataset',
  Dataset,
  value => {
    const { columns, targets, split, pipeline } = bodyOf(value);
    const parts = isObject(pipeline) ? [pipeline.features, pipeline.targets] : [null];
    return (
      [columns, targets, ...parts].every(Array.isArray) && types.isUint8Array(split) && split.length === value.rows
    );
  },
  DatasetBody,
);
