import type { Verdict } from '../spec';
import { Body, bodyOf, brand, copyOf, expectValue, isObject, isValue, Value } from './value';

export interface ClassScores {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

export interface Confusion {
  readonly labels: readonly string[];
  /** rows: actual, columns: predicted */
  readonly matrix: readonly (readonly number[])[];
}

/** How good a model is on rows, with the trivial answer beside it. */
export interface ReportData {
  readonly model: string;
  readonly target: string;
  readonly task: string;
  readonly split: string;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** the same metrics of the majority class, or of the mean, of the training rows */
  readonly baseline: Readonly<Record<string, number>>;
  /** the model beside that answer, row by row */
  readonly verdict?: Verdict;
  /** sentences about what is not defined on these rows, or not to be trusted */
  readonly notes?: readonly string[];
  readonly confusion?: Confusion;
  readonly classes?: readonly ClassScores[];
  /** a model with several targets: one report each */
  readonly others?: readonly ReportData[];
}

export class ReportBody extends Body {
  constructor(readonly data: ReportData) {
    super();
  }
}

/** The judgement of a model on rows of one split. */
export class Report extends Value implements ReportData {
  readonly body: ReportBody;
  constructor(data: ReportData, id?: string) {
    super(id);
    this.body = new ReportBody(data);
  }
  /** All of it, by reference: not to be changed. */
  get data(): ReportData {
    return this.body.data;
  }
  get model(): string {
    return this.data.model;
  }
  get target(): string {
    return this.data.target;
  }
  get task(): string {
    return this.data.task;
  }
  get split(): string {
    return this.data.split;
  }
  get rows(): number {
    return this.data.rows;
  }
  get metrics(): ReportData['metrics'] {
    return copyOf(this.data.metrics);
  }
  get baseline(): ReportData['baseline'] {
    return copyOf(this.data.baseline);
  }
  get verdict(): ReportData['verdict'] {
    return this.data.verdict;
  }
  get notes(): ReportData['notes'] {
    return copyOf(this.data.notes);
  }
  get confusion(): ReportData['confusion'] {
    return copyOf(this.data.confusion);
  }
  get classes(): ReportData['classes'] {
    return copyOf(this.data.classes);
  }
  get others(): ReportData['others'] {
    return copyOf(this.data.others);
  }
  protected override kind(): 'Report' {
    return 'Report';
  }
  override toJSON(): Record<string, unknown> {
    return { ...copyOf(this.data) };
  }
  static is(value: unknown): value is Report {
    return isValue('Report', value);
  }
  static expect(value: unknown, subject: string, where: string): Report {
    return expectValue<Report>('Report', value, subject, where);
  }
}
brand(
  'Report',
  Report,
  value => {
    const { data } = bodyOf(value);
    return isObject(data) && isObject(data.metrics) && isObject(data.baseline);
  },
  ReportBody,
);
