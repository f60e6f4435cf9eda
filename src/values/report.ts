import type { ReportData } from '../spec';
import { Body, bodyOf, brand, copyOf, expectValue, isObject, isValue, Value } from './value';

export class ReportBody extends Body {
  constructor(readonly data: ReportData) {
    super();
  }
}

/** The evaluation of a model on the rows of one split. */
export class Report extends Value implements ReportData {
  readonly body: ReportBody;
  constructor(data: ReportData, id?: string) {
    super(id);
    this.body = new ReportBody(data);
  }
  /** All data, by reference: must not be changed. */
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
  get curves(): ReportData['curves'] {
    return copyOf(this.data.curves);
  }
  get calibration(): ReportData['calibration'] {
    return copyOf(this.data.calibration);
  }
  get thresholds(): ReportData['thresholds'] {
    return copyOf(this.data.thresholds);
  }
  get residuals(): ReportData['residuals'] {
    return copyOf(this.data.residuals);
  }
  get coverage(): ReportData['coverage'] {
    return copyOf(this.data.coverage);
  }
  get slices(): ReportData['slices'] {
    return copyOf(this.data.slices);
  }
  get worstRows(): ReportData['worstRows'] {
    return copyOf(this.data.worstRows);
  }
  get linear(): ReportData['linear'] {
    return copyOf(this.data.linear);
  }
  get against(): ReportData['against'] {
    return copyOf(this.data.against);
  }
  get folds(): ReportData['folds'] {
    return copyOf(this.data.folds);
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
  static expect(value: unknown, where: string): Report {
    return expectValue<Report>('Report', value, where);
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
