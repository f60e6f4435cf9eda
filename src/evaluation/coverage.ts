import { encodeTarget, targetNumbers } from '../data/pipeline/target';
import type { Coverage, TargetPipeline } from '../spec';
import type { Dataset } from '../values/dataset';

import type { Certain, RawOutput } from './types';

const LEVELS = [0.8, 0.9, 0.95];

/**
 * How often a model's answers with a confidence are right: the number is in the interval, the class is in the set, or
 * all labels are. Empty for a model without calibration, and for arrays. A confidence for which there were too few
 * calibration rows, so that intervals are unlimited, is left out.
 */
export function coverageOf(
  target: TargetPipeline,
  dataset: Dataset,
  rows: Int32Array,
  certain: RawOutput['certain'],
): Coverage[] {
  if (certain === undefined) return [];
  const measure = target.task === 'regression' ? numbers(target, dataset, rows) : sets(target, dataset, rows);
  if (measure === null) return [];
  return LEVELS.flatMap(confidence => {
    const said = certain(confidence);
    let [held, width] = [0, 0];
    for (let i = 0; i < rows.length; i++) {
      const found = measure(said(i), i);
      held += Number(found.holds);
      width += found.width;
    }
    return Number.isFinite(width) ? [{ confidence, share: held / rows.length, width: width / rows.length }] : [];
  });
}

type Measure = (said: Certain, i: number) => { readonly holds: boolean; readonly width: number };

function numbers(target: TargetPipeline, dataset: Dataset, rows: Int32Array): Measure | null {
  if (target.type === 'tensor') return null;
  const actual = targetNumbers(target, dataset, rows);
  return ({ interval }, i) => {
    const [low, high] = interval as readonly [number, number];
    return { holds: low <= actual[i]! && actual[i]! <= high, width: high - low };
  };
}

function sets(target: TargetPipeline, dataset: Dataset, rows: Int32Array): Measure {
  const classes = target.classes!;
  if (target.task !== 'multi-label') {
    const actual = encodeTarget(target, 'index', dataset, rows).data;
    return ({ set }, i) => ({ holds: set!.includes(classes[actual[i]!]!), width: set!.length });
  }
  const actual = encodeTarget(target, 'number', dataset, rows).data;
  return ({ set }, i) => ({
    holds: classes.every((label, k) => actual[i * classes.length + k] !== 1 || set!.includes(label)),
    width: set!.length,
  });
}
