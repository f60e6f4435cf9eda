import type { Counterfactual } from './counterfactual';
import type { Curve, Surface } from './dependence';
import type { ColumnImportance } from './importance';
import type { Reason } from './reasons';
import type { Method } from './request';

/** Why the answer to a row is what it is. */
export interface ExplainedRow {
  readonly target: string;
  readonly label?: string;
  /** of the class its probability, of a number the number in its unit */
  readonly value: number;
  /** the mean answer of the rows that it is compared with */
  readonly base: number;
  /** the largest first; they add up to value − base */
  readonly contributions: readonly Omit<Reason, 'text'>[];
  readonly text: string;
}

export interface ExplainedChange {
  readonly target: string;
  readonly label?: string;
  readonly value: number;
  /** null: there is none */
  readonly counterfactual: (Counterfactual & { readonly label?: string }) | null;
  readonly text: string;
}

export interface Importance {
  readonly target: string;
  readonly label?: string;
  readonly method: Method;
  /** the metric that falls; none of attributions */
  readonly metric?: string;
  readonly rows: number;
  readonly importance: readonly ColumnImportance[];
}

export type Explanation = ExplainedRow | ExplainedChange | Importance | Curve | Surface;
