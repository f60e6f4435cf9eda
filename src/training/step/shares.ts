import { Problem } from '../../errors';
import {
  add,
  constant,
  GOLDEN,
  type GraphNode,
  input,
  isSymbolic,
  mixing,
  mul,
  random,
  type Shape,
  topological,
} from '../../graph';
import { buildForward, type Draw, type Forward } from '../../network';
import { elements } from '../../shape';
import type { Prepared } from '../prepared';

/** The input of a gradient graph that says which row of the batch its first one is, an int32 scalar. */
const FIRST_ROW = 'firstRow';

const isRowByRow = (shape: Shape): boolean => shape[0] === 'N' && !shape.slice(1).some(isSymbolic);

/**
 * Draws for a share of a batch the random numbers that its rows have in the whole batch. Number i of a stream is a hash
 * of i · GOLDEN + key, so if the share's first number is number o of the batch, its key is greater by o · GOLDEN.
 */
export function drawForShare(): Draw {
  const firstRow = input(FIRST_ROW, [], 'int32');
  return (shape, key) => {
    if (!isRowByRow(shape)) return random(shape, key);
    const width = Math.imul(elements(shape.slice(1) as number[]), GOLDEN);
    return random(shape, add(key, mul(firstRow, constant(width, [], 'int32'))));
  };
}

/**
 * Throws a Problem that names the layer, if the mean over workers that share a batch would not be the loss of the whole
 * batch: rows depend on each other (BatchNormalization), or random numbers are drawn for a batch in another order than
 * row by row.
 */
export function checkShares(job: Prepared): void {
  let drawn = 0;
  const wrong: GraphNode[] = [];
  const draw: Draw = shape => {
    const numbers = input(`random_${drawn++}`, shape);
    if (shape.some(isSymbolic) && !isRowByRow(shape)) wrong.push(numbers);
    return numbers;
  };
  const forward = buildForward(job.network, { training: true, key: input('key', [], 'int32'), draw });
  const masked = forward.outputs.find((_, i) => forward.masks[i] !== null);
  const mixed = wrong[0] ?? mixing(forward.outputs) ?? movedByRows(forward) ?? masked;
  if (mixed)
    throw new Problem(
      `cannot be trained by several workers: the layer ${mixed.scope.split('/')[0]} treats the rows of a batch together, so that shares of it would give other numbers. Set workers to 1, or use another layer, such as LayerNormalization instead of BatchNormalization`,
      { argument: 'workers' },
    );
}

/** A weight that moves with the rows of the batch, such as a moving average of them. */
const movedByRows = ({ updates, inputs }: Forward): GraphNode | undefined => {
  const rows = new Set(Object.values(inputs));
  return updates.find(([, node]) => topological([node]).some(one => rows.has(one)))?.[1];
};
