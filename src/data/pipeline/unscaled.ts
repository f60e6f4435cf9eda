import type { ColumnPipeline, Pipeline, Transform } from '../../spec';
import { isScale, missingOf } from './scales';

/** The pipeline with numbers as they are. What stands for a missing number, in its own unit, stays the same. */
export function unscaled(pipeline: Pipeline): Pipeline {
  const { features, targets, lookups } = pipeline;
  return { ...pipeline, features: features.map(asItIs), targets: targets.map(asItIs), ...(lookups && { lookups }) };
}

const asItIs = <P extends ColumnPipeline>(part: P): P => ({ ...part, transform: identity(part) });

function identity({ type, transform }: ColumnPipeline): Transform {
  if (transform.kind === 'positions') return { kind: 'identity' };
  if (!isScale(transform)) return transform;
  // arrays have no missing numbers
  return type === 'tensor' ? { kind: 'identity' } : { kind: 'identity', mean: missingOf(transform) };
}
