/** The parts of a model's answer to a record that people see. */

export interface Reason {
  readonly text: string;
  readonly contribution: number;
}

export interface Answer {
  readonly target?: unknown;
  readonly label?: unknown;
  readonly labels?: readonly unknown[];
  readonly value?: unknown;
  readonly probabilities?: Readonly<Record<string, number>>;
  readonly interval?: readonly unknown[];
  readonly set?: readonly unknown[];
  readonly unusual?: unknown;
  readonly sure?: unknown;
  readonly reasons?: readonly Reason[];
}

/** The most classes whose probabilities are shown. */
const MOST_CLASSES = 8;
/** The p-value below which a record is unlike the training rows. */
const UNUSUAL = 0.01;

/** The answers by target; a model of several targets gives one answer each, by name. */
export function answersOf(found: unknown): readonly (readonly [target: string, Answer])[] {
  const all = found as Answer & Readonly<Record<string, Answer>>;
  return typeof all.target === 'string' || all.labels !== undefined
    ? [[String(all.target ?? ''), all]]
    : Object.entries(all);
}

/** The largest probabilities, the largest first. */
export const largestOf = (probabilities: Readonly<Record<string, number>>): readonly (readonly [string, number])[] =>
  Object.entries(probabilities)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_CLASSES);

/** The ends of the interval; null: there is none. */
export function intervalOf({ interval = [] }: Answer): readonly [number, number] | null {
  const [low, high] = interval;
  return typeof low === 'number' && typeof high === 'number' ? [low, high] : null;
}

export const isUnusual = ({ unusual }: Answer): boolean => typeof unusual === 'number' && unusual < UNUSUAL;
