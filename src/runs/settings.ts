import { badArgument } from '../errors';

/** How many runs are kept. */
export interface RunLimits {
  /** runs that are over and not pinned; 0: none is written to disk */
  readonly keep: number;
  /** megabytes of the models and curves of all runs */
  readonly megabytes: number;
}

export const RUN_LIMITS: RunLimits = { keep: 100, megabytes: 1000 };

/** `tensorwire.runs` of settings.js, `{ keep: 100, megabytes: 1000 }`. Throws a Problem. */
export function runLimits(given: unknown): RunLimits {
  if (given === undefined) return RUN_LIMITS;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw badArgument('runs', 'an object, as in { keep: 100, megabytes: 1000 }', given);
  const unknown = Object.keys(given).find(key => !Object.hasOwn(RUN_LIMITS, key));
  if (unknown !== undefined) throw badArgument('runs', 'an object with keep, megabytes or both', unknown);
  const { keep = RUN_LIMITS.keep, megabytes = RUN_LIMITS.megabytes } = given as Partial<RunLimits>;
  if (!Number.isInteger(keep) || keep < 0 || keep > 1000)
    throw badArgument('runs.keep', 'a whole number from 0 to 1000', keep);
  if (typeof megabytes !== 'number' || !(megabytes >= 0))
    throw badArgument('runs.megabytes', 'a number of at least 0', megabytes);
  return { keep, megabytes };
}
