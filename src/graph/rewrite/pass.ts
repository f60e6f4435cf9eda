import type { GraphNode } from '../types';

/**
 * One pass on the way of a graph from the layers to an engine. The graph is given by its output nodes. A pass returns
 * as many, of the same shapes and dtypes, and keeps the input nodes.
 */
export interface Pass {
  readonly name: string;
  /** why the results are equal, and what it saves */
  readonly reason: string;
  run(outputs: readonly GraphNode[]): readonly GraphNode[];
}

/** Called with the result of each pass, to print or measure it. */
export type PassObserver = (pass: Pass, outputs: readonly GraphNode[]) => void;

/** Throws if the graph is invalid, or if a pass has changed its outputs' types or its inputs. */
export type Verifier = (after: string, outputs: readonly GraphNode[], before?: readonly GraphNode[]) => void;

let verifier: Verifier | null = null;
/** Sets what runs after every pass from now on (`verifyGraph`, in the tests); null, the default: nothing. */
export function setVerifier(verify: Verifier | null): void {
  verifier = verify;
}

/** Runs one pass after the other. */
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

/** Verifies a graph as after a pass, for graphs that are made in other ways, such as the gradient; returns it. */
export function verified<T extends readonly GraphNode[]>(after: string, outputs: T): T {
  verifier?.(after, outputs);
  return outputs;
}
