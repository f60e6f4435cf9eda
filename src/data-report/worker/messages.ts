import type { Fault } from '../../process/fault';
import type { Column, DataReportData, Findings, Pipeline } from '../../spec';

/** The input of the thread: numbers in shared memory. */
export interface Looked {
  /** labels are sent separately */
  readonly columns: readonly Column[];
  readonly targets: readonly string[];
  readonly split: Uint8Array;
  readonly pipeline: Pipeline;
  readonly fingerprint: string;
  readonly source: string;
  readonly dropped: number;
  readonly sampleWeight: string | undefined;
  readonly findings: Findings;
}

export type FromReporter =
  | { readonly kind: 'done'; readonly report: DataReportData }
  | { readonly kind: 'failed'; readonly fault: Fault };
