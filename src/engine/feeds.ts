import { Problem } from '../errors';
import { coefficient, inputName, isSymbolic } from '../graph';
import type { GraphNode } from '../graph/types';
import type { Feeds, HostTensor } from '../spec';

/** Sizes that are known only when data arrive. */
export interface Sizes {
  /** the batch; 1 if no input has one */
  readonly N: number;
  /** the steps of a run; 1 if nothing is fed per step */
  readonly K: number;
}

/** The feed of this name; own properties only, so that a name such as `constructor` finds nothing. */
export const ownFeed = (feeds: Feeds, name: string): HostTensor | undefined =>
  Object.hasOwn(feeds, name) ? feeds[name] : undefined;

/** The feed of an input; throws a Problem if it is missing. */
export function feedOf(input: GraphNode, feeds: Feeds): HostTensor {
  const name = inputName(input);
  const feed = ownFeed(feeds, name);
  if (feed === undefined) throw new Problem(`input "${name}" is missing`, { input: name });
  return feed;
}

/**
 * Checks each feed's dtype, shape and length against its input, and reads N and K from them. Inputs in `perStep` have
 * one more dimension, K, in front. Throws a Problem that names the input, what it takes and what came.
 */
export function readSizes(inputs: readonly GraphNode[], perStep: ReadonlySet<GraphNode>, feeds: Feeds): Sizes {
  let N: number | undefined;
  let K: number | undefined;
  for (const input of inputs) {
    const feed = feedOf(input, feeds);
    const own = perStep.has(input) ? feed.shape.slice(1) : feed.shape;
    if (perStep.has(input)) K ??= feed.shape[0];
    const batch = input.shape.findIndex(isSymbolic);
    if (batch >= 0) N ??= Math.floor((own[batch] ?? 1) / coefficient(input.shape[batch]!));
    const wanted = input.shape.map(d => (isSymbolic(d) ? coefficient(d) * N! : d));
    if (perStep.has(input)) wanted.unshift(K!);

    const refuse = (argument: string, expected: string, received: string) =>
      new Problem(`input "${inputName(input)}": ${argument} must be ${expected}, received ${received}`, {
        input: inputName(input),
        argument,
        expected,
        received,
      });
    if (feed.dtype !== input.dtype) throw refuse('dtype', input.dtype, feed.dtype);
    if (feed.shape.length !== wanted.length || wanted.some((d, i) => d !== feed.shape[i]))
      throw refuse(
        'shape',
        `[${perStep.has(input) ? 'K, ' : ''}${input.shape.join(', ')}]`,
        `[${feed.shape.join(', ')}]`,
      );
    const count = wanted.reduce((product, d) => product * d, 1);
    if (feed.data.length !== count) throw refuse('data', `${count} numbers`, `${feed.data.length}`);
  }
  return { N: N ?? 1, K: K ?? 1 };
}
