import type { EngineName } from '../../engine/engine';
import type { Limits } from '../../graph/limits';
import type { Fault } from '../../process/fault';
import type { Calibration, Column, Costs, NetworkSpec, Pipeline, ReportData, SplitName } from '../../spec';

import type { ConfidentSource } from '../confident-file';

/** What a thread needs of a model to ask it. */
export interface AskedModel {
  readonly name: string;
  readonly version: number | null;
  readonly network: NetworkSpec;
  readonly pipeline: Pipeline;
  readonly calibration: Calibration | null;
  readonly onnx: Uint8Array;
}

/** The input of an evaluation thread: numbers in shared memory, so that nothing large is copied. */
export interface Case {
  readonly on: SplitName | 'payload';
  readonly model: AskedModel;
  /** the model that it is compared with */
  readonly against: { readonly reference: string; readonly model: AskedModel } | null;
  /** where intervals depend on the row: the thread writes the model's `confidentFile` and opens that */
  readonly confident: ConfidentSource | null;
  readonly dataset: {
    /** labels are sent separately */
    readonly columns: readonly Column[];
    readonly targets: readonly string[];
    readonly split: Uint8Array;
    readonly pipeline: Pipeline;
    readonly fingerprint: string;
    readonly source: string;
  };
  /** of two classes: for the thresholds in the report */
  readonly costs: Costs;
  readonly engine: EngineName | 'auto';
  readonly resolveFrom: readonly string[];
  readonly limits: Limits;
}

export type FromJudge =
  | { readonly kind: 'done'; readonly report: ReportData }
  | { readonly kind: 'failed'; readonly fault: Fault };
