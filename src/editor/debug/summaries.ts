/** The summaries of tensors and models in what a debug node shows. */

export interface TensorSummary {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly id: string;
}
export interface ModelSummary {
  readonly model: string;
  readonly version: number | null;
  readonly task: string;
  readonly targets: readonly string[];
  readonly parameters: number;
  readonly engine: string;
  /** a number, or what the debug node makes of one that is none: null, or its name */
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly created: string;
}
export type Summary =
  | { readonly kind: 'tensor'; readonly path: string; readonly value: TensorSummary }
  | { readonly kind: 'model'; readonly path: string; readonly value: ModelSummary };

/** Of one message; a list of more has too little room. */
const MOST = 4;

/** The value itself, or those among its properties: of a whole message, or of an array. */
export function summariesIn(value: unknown): readonly Summary[] {
  const own = summaryOf(value, '');
  if (own) return [own];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .flatMap(([key, inner]) => summaryOf(inner, key) ?? [])
    .slice(0, MOST);
}

function summaryOf(value: unknown, path: string): Summary | null {
  if (isTensor(value)) return { kind: 'tensor', path, value };
  return isModel(value) ? { kind: 'model', path, value } : null;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isTensor = (value: unknown): value is TensorSummary & Fields =>
  isFields(value) && typeof value.tensor === 'string' && Array.isArray(value.shape) && typeof value.id === 'string';

const isModel = (value: unknown): value is ModelSummary & Fields =>
  isFields(value) &&
  typeof value.model === 'string' &&
  (value.version === null || typeof value.version === 'number') &&
  typeof value.task === 'string' &&
  typeof value.parameters === 'number' &&
  Array.isArray(value.targets) &&
  isFields(value.metrics) &&
  typeof value.created === 'string';
