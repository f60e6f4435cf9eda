import { Body, brand, expectValue, isValue, Value } from './value';

export interface ClassScores {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
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
  /** rows: actual, columns: predicted */
  readonly confusion?: { readonly labels: readonly string[]; readonly matrix: readonly (readonly number[])[] };
  readonly classes?: readonly ClassScores[];
  /** a model with several targets: one report each */
  readonly others?: readonly ReportData[];
}

class ReportBody extends Body {
  constructor(readonly data: ReportData) {
    super();
  }
}

export class Report extends Value {
  readonly body: ReportBody;
  constructor(data: ReportData, id?: string) {
    super(id);
    this.body = new ReportBody(data);
  }
  get data(): ReportData {
    return this.body.data;
  }
  protected override kind(): 'Report' {
    return 'Report';
  }
  override toJSON(): Record<string, unknown> {
    return { ...this.data };
  }
  static is(value: unknown): value is Report {
    return isValue('Report', value);
  }
  static expect(value: unknown, subject: string, where: string): Report {
    return expectValue<Report>('Report', value, subject, where);
  }
}
brand('Report', Report);
