import type { Column, Pipeline, SplitName } from '../data/types';
import { Body, brand, expectValue, isValue, Value } from './value';

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
  ) {
    super();
  }
}

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

/** A typed table with its split and the pipeline that was fitted on its training rows. */
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
    const found: number[] = [];
    this.body.split.forEach((s, row) => {
      if (s === code) found.push(row);
    });
    return Int32Array.from(found);
  }
  protected override kind(): 'Dataset' {
    return 'Dataset';
  }
  override toJSON(): Record<string, unknown> {
    const count = (code: number) => this.body.split.reduce((n, s) => n + Number(s === code), 0);
    return {
      dataset: this.body.source,
      rows: this.rows,
      columns: Object.fromEntries(this.body.columns.map(c => [c.name, c.type])),
      targets: [...this.body.targets],
      split: { train: count(0), validation: count(1), test: count(2) },
    };
  }
  static is(value: unknown): value is Dataset {
    return isValue('Dataset', value);
  }
  static expect(value: unknown, subject: string, where: string): Dataset {
    return expectValue<Dataset>('Dataset', value, subject, where);
  }
}
brand('Dataset', Dataset);
