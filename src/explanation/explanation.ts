import type { Counterfactual } from './counterfactual';
import type { Curve, Surface } from './dependence';
import type { ColumnImportance } from './importance';
import type { Reason } from './reasons';
import type { Method } from './request';

/** The explanation of the answer to one row. */
export interface ExplainedRow {
  readonly target: string;
  readonly label?: string;
  /** the class's probability, or the number in its own unit */
  readonly value: number;
  /** the mean answer of the background rows */
  readonly base: number;
  /** largest first; they add up to value − base */
  readonly contributions: readonly Omit<Reason, 'text'>[];
  readonly text: string;
}

export interface ExplainedChange {
  readonly target: string;
  readonly label?: string;
  readonly value: number;
  /** null: none was found */
  readonly counterfactual: (Counterfactual & { readonly label?: string }) | null;
  readonly text: string;
}

export interface Importance {
  readonly target: string;
  readonly label?: string;
  readonly method: Method;
  /** the metric that falls; absent for attributions */
  readonly metric?: string;
  readonly rows: number;
  readonly importance: readonly ColumnImportance[];
}

export type Explanation = ExplainedRow | ExplainedChange | Importance | Curve | Surface;
