import { type Column, type DataReport, type Dataset, dataReportInThread } from '../../src';

/** A larger dataset is kept for the editor only as long as somebody else uses it. */
const MOST_BYTES = 32 * 2 ** 20;

/** The dataset that a node made last, and its report: computed once, and only if somebody asks. */
export class SeenDataset {
  private kept: Dataset | null = null;
  private weak: WeakRef<Dataset> | null = null;
  private report: { readonly of: string; readonly made: Promise<DataReport> } | null = null;

  constructor(private readonly signal: AbortSignal) {}

  keep(dataset: Dataset): void {
    const bytes = dataset.body.columns.reduce((sum, column) => sum + bytesOf(column), 0);
    this.kept = bytes <= MOST_BYTES ? dataset : null;
    this.weak = new WeakRef(dataset);
  }

  last(): Dataset | null {
    return this.kept ?? this.weak?.deref() ?? null;
  }

  reportOf(dataset: Dataset): Promise<DataReport> {
    if (this.report?.of === dataset.id) return this.report.made;
    const made = dataReportInThread(dataset, { signal: this.signal });
    const report = { of: dataset.id, made };
    this.report = report;
    made.catch(() => {
      if (this.report === report) this.report = null; // the next question tries again
    });
    return made;
  }
}

/** With its texts, of which a label is at least an object. */
function bytesOf({ data, labels, texts }: Column): number {
  const ofLabels = (labels ?? []).reduce((sum, label) => sum + 16 + 2 * label.length, 0);
  return data.byteLength + ofLabels + (texts ? texts.bytes.byteLength + texts.ends.byteLength : 0);
}
