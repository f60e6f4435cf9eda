import type { DataReportData, Findings } from '../spec';
import { Body, bodyOf, brand, copyOf, expectValue, isObject, isValue, Value } from './value';

export class DataReportBody extends Body {
  constructor(readonly data: DataReportData) {
    super();
  }
}

/** What a dataset holds, and what is doubtful about it. */
export class DataReport extends Value implements DataReportData {
  readonly body: DataReportBody;
  constructor(data: DataReportData, id?: string) {
    super(id);
    this.body = new DataReportBody(data);
  }
  /** All of it, by reference: not to be changed. */
  get data(): DataReportData {
    return this.body.data;
  }
  get source(): string {
    return this.data.source;
  }
  get rows(): number {
    return this.data.rows;
  }
  get split(): DataReportData['split'] {
    return copyOf(this.data.split);
  }
  get dropped(): number {
    return this.data.dropped;
  }
  get looked(): number {
    return this.data.looked;
  }
  get targets(): DataReportData['targets'] {
    return copyOf(this.data.targets);
  }
  get classes(): DataReportData['classes'] {
    return copyOf(this.data.classes);
  }
  get columns(): DataReportData['columns'] {
    return copyOf(this.data.columns);
  }
  get moreColumns(): number {
    return this.data.moreColumns;
  }
  get correlations(): DataReportData['correlations'] {
    return copyOf(this.data.correlations);
  }
  get duplicates(): DataReportData['duplicates'] {
    return copyOf(this.data.duplicates);
  }
  get warnings(): DataReportData['warnings'] {
    return copyOf(this.data.warnings);
  }
  get findings(): Findings {
    return copyOf(this.data.findings);
  }
  protected override kind(): 'DataReport' {
    return 'DataReport';
  }
  override toJSON(): Record<string, unknown> {
    return { ...copyOf(this.data) };
  }
  static is(value: unknown): value is DataReport {
    return isValue('DataReport', value);
  }
  static expect(value: unknown, where: string): DataReport {
    return expectValue<DataReport>('DataReport', value, where);
  }
}
brand(
  'DataReport',
  DataReport,
  value => {
    const { data } = bodyOf(value);
    return isObject(data) && Array.isArray(data.columns) && Array.isArray(data.warnings);
  },
  DataReportBody,
);
