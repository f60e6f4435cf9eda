import type { GraphNode } from '../types';

/**
 * One step on the way of a graph from the layers to an engine. A graph is here the nodes of its outputs; as many come out
 * as go in, of the same shapes and dtypes, and inputs stay the nodes that they are.
 */
export interface Pass {
  readonly name: string;
  /** why the results are equal, and what is gained */
  readonly reason: string;
  run(outputs: readonly GraphNode[]): readonly GraphNode[];
}

/** Told what came of each pass, by whoever prints or measures them. */
export type PassObserver = (pass: Pass, outputs: readonly GraphNode[]) => void;

/** Throws where the graph is not one, or not the one that it was before. */
export type Verifier = (after: string, outputs: readonly GraphNode[], before?: readonly GraphNode[]) => void;

let verifier: Verifier | null = null;
/** From now on every pass is followed by this (`verifyGraph`, in the tests); null, as at first: by nothing. */
export function setVerifier(verify: Verifier | null): void {
  verifier = verify;
}

/** One pass after the other. */
export function runPasses(
  outputs: readonly GraphNode[],
  passes: readonly Pass[],
  observe?: PassObserver,
): readonly GraphNode[] {
  let now = outputs;
  for (const pass of passes) {
    const before = now;
    now = pass.run(before);
    verifier?.(pass.name, now, before);
    observe?.(pass, now);
  }
  return now;
}

/** The same graph, verified as after a pass: for what makes a graph of its own, such as the gradient. */
export function verified<T extends readonly GraphNode[]>(after: string, outputs: T): T {
  verifier?.(after, outputs);
  return outputs;
}
