import { Problem } from '../../errors';
import { evaluate, same, text } from '../dimensions';
import { define, type Inputs, named } from '../op';
import type { Dim, GraphNode } from '../types';
import type { Body } from './body';

/**
 * Runs a body along the first axis of sequences, with a carried state. Inputs: the initial state, the sequences
 * [length, …], the captures. Results: the state after the last step, then each of the body's results stacked to
 * [length, …]. Made by `scan` in build.ts.
 */
export type ScanAttributes = {
  readonly body: Body;
  readonly length: Dim;
  /** from the last element to the first; stacks have the order of the sequences */
  readonly reverse: boolean;
};

/** The inputs of a scan, in their three groups. */
export function splitInputs<T>(body: Body, inputs: readonly T[]): { init: T[]; sequences: T[]; captures: T[] } {
  const first = body.carry.length;
  const second = first + body.elements.length;
  return { init: inputs.slice(0, first), sequences: inputs.slice(first, second), captures: inputs.slice(second) };
}

function check(inputs: Inputs, { body, length }: ScanAttributes): void {
  const { init, sequences, captures } = splitInputs(body, inputs);
  const whole = (nodes: readonly GraphNode[]) =>
    nodes.map(({ shape, dtype }) => ({ shape: [length, ...shape], dtype }));
  const pairs = [
    ...body.carry.map((c, i) => ['the state', c, init[i]!] as const),
    ...body.carry.map((c, i) => ['the state after a step', c, body.next[i]!] as const),
    ...whole(body.elements).map((e, i) => ['a sequence', e, sequences[i]!] as const),
    ...body.captures.map((c, i) => ['a capture', c, captures[i]!] as const),
  ];
  for (const [what, wanted, given] of pairs)
    if (!same(wanted.shape, given.shape) || wanted.dtype !== given.dtype)
      throw new Problem(
        `${what} must be ${wanted.dtype} ${text(wanted.shape)}, received ${given.dtype} ${text(given.shape)}`,
      );
}

export const scans = named({
  scan: define<ScanAttributes>({
    shape(inputs, attributes) {
      check(inputs, attributes);
      const { body, length } = attributes;
      return body.next[0]?.shape ?? [length, ...(body.results[0]?.shape ?? [])];
    },
    dtype: (_, { body }) => body.outputs[0]!.dtype,
    outputs: (_, { body: { next, results }, length }) => [
      ...next.map(({ shape, dtype }) => ({ shape, dtype })),
      ...results.map(({ shape, dtype }) => ({ shape: [length, ...shape], dtype })),
    ],
    multiplyAdds: ({ attributes: { body, length } }, inner) => evaluate(length, 1) * inner(body.outputs),
  }),
});
