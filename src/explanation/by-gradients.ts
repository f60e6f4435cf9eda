import { multiplyAdds } from '../graph';
import { type Origins, originsOf } from './background-terms';
import type { Evaluator } from './evaluate';
import { expectedGradients, type GradientAttribution } from './expected-gradients';
import { affordedRows } from './fewer-rows';
import { compileGradients } from './gradients';
import type { Lower } from './places';
import { type Classes, meanSample, type Sample, sampled } from './sample';

/** Attribution by gradients of one model. */
export interface ByGradients {
  /** `integrated`: from the mean of the background rows, else from each of them */
  attribute(explained: Sample, integrated: boolean, classes?: Classes): Promise<GradientAttribution>;
}

/** The same row always gets the same reasons, whatever other rows come with it. */
const SEED = 1;
/** Points on the line from each background row, and from their mean. */
const STEPS = { expected: 1, integrated: 100 };
/** Multiply-adds for one row: less than a ms. */
const AFFORDED = 4_000_000;

/** null: an output has no gradient by column. */
export function byGradients(lower: Lower, evaluator: Evaluator, background: Sample): ByGradients | null {
  const { cut } = lower;
  const gradients = compileGradients(cut, evaluator.answers);
  if (!gradients) return null;
  const cost = 2 * multiplyAdds(cut.outputs); // forward and back
  const kept = new Map<boolean, Promise<Origins>>();
  const begin = async (integrated: boolean): Promise<Origins> => {
    const from = integrated
      ? await sampled(evaluator, 1, meanSample(background, cut.inputs))
      : affordedRows(evaluator, background, cost, AFFORDED);
    return originsOf(cut, await lower.part(from));
  };
  const origins = (integrated: boolean): Promise<Origins> => {
    const found = kept.get(integrated) ?? begin(integrated);
    kept.set(integrated, found);
    return found;
  };
  return {
    async attribute(explained, integrated, classes) {
      const from = await origins(integrated);
      return expectedGradients(evaluator, cut, gradients, from, await lower.place(explained), {
        steps: integrated ? STEPS.integrated : STEPS.expected,
        ...{ seed: SEED, classes },
        base: integrated ? from.sample : background,
      });
    },
  };
}
