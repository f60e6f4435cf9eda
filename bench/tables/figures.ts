/** The description of a table by bench/tables/tables.py. */
export interface Table {
  readonly name: string;
  readonly target: string;
  readonly task: 'binary' | 'classification' | 'regression';
  readonly rows: number;
  /** its features, with true for columns of numbers */
  readonly numeric: Readonly<Record<string, boolean>>;
}

/** The figures of one method on the test rows of one split. */
export interface Figures {
  /** CPU time of the training, which does not depend on other work on the machine */
  readonly seconds: number;
  readonly rmse?: number;
  readonly log_loss?: number;
  readonly accuracy?: number;
}

/** method → split → figures, for one table */
export type Splits = Readonly<Record<string, readonly Figures[]>>;

/** What is compared: log loss for classes, RMSE for numbers; smaller is better. */
export const errorOf = ({ rmse, log_loss }: Figures): number => rmse ?? log_loss ?? Number.NaN;

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
export const meanError = (splits: readonly Figures[]): number => mean(splits.map(errorOf));
export const meanSeconds = (splits: readonly Figures[]): number => mean(splits.map(({ seconds }) => seconds));

/** The standard error of a method's mean over the splits; NaN for one split. */
export function standardError(splits: readonly Figures[]): number {
  const errors = splits.map(errorOf);
  const center = mean(errors);
  const squares = errors.reduce((sum, error) => sum + (error - center) ** 2, 0);
  return Math.sqrt(squares / (errors.length - 1) / errors.length);
}

/** Ranks of methods on one table by their mean error, 1 the best. */
export function ranks(table: Splits): Record<string, number> {
  const order = Object.entries(table).sort(([, a], [, b]) => meanError(a) - meanError(b));
  return Object.fromEntries(order.map(([method], i) => [method, i + 1]));
}

/** The geometric mean over the tables of a method's error divided by the smallest error of the given others. */
export function ratio(tables: readonly Splits[], method: string, others: readonly string[]): number {
  const logs = tables.flatMap(table => {
    const errors = others.flatMap(other => (table[other] ? [meanError(table[other])] : []));
    return table[method] && errors.length > 0 ? [Math.log(meanError(table[method]) / Math.min(...errors))] : [];
  });
  return Math.exp(mean(logs));
}
