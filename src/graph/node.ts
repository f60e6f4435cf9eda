import { Problem, TensorwireError } from '../errors';
import { checkSize } from './dimensions';
import { type Attributes, type Op, several } from './op';
import type { GraphNode } from './types';

/** Making nodes. */

let nextId = 0;
let scope = '';
let shared: Map<string, GraphNode> | null = null;

/** Runs f with a name appended to the scope of every node that it makes: `scoped('dense_1', () => …)`. */
export const scoped = <T>(name: string, f: () => T): T => atScope(scope ? `${scope}/${name}` : name, f);

/** Runs f with exactly this scope, for nodes that are rebuilt. */
export function atScope<T>(name: string, f: () => T): T {
  const outer = scope;
  scope = name;
  try {
    return f();
  } finally {
    scope = outer;
  }
}

/**
 * Runs f with a hash-consing table: equal nodes are one node, so `add(x, y)` twice is made once. Outside of it, nothing
 * is shared and nothing is kept in memory.
 */
export function withSharing<T>(f: () => T): T {
  const outer = shared;
  shared = new Map();
  try {
    return f();
  } finally {
    shared = outer;
  }
}

/**
 * A node of the op, or a simpler or existing one with the same value. Throws a TensorwireError that names the scope.
 */
export function make<A = Attributes>(
  op: Op<A>,
  inputs: readonly GraphNode[],
  ...[given]: Partial<Attributes> extends A ? [attributes?: NoInfer<A>] : [attributes: NoInfer<A>]
): GraphNode {
  const attributes = (given ?? {}) as A & Attributes;
  const key = shared && !op.unique ? keyOf(op.name, inputs, attributes) : null;
  const equal = key !== null && shared?.get(key);
  if (equal) return equal;
  try {
    const of = several(inputs);
    const shape = op.shape(of, attributes);
    const outputs = op.outputs?.(of, attributes);
    for (const output of outputs ?? [{ shape }]) checkSize(output.shape);
    const simpler = op.simplify?.(of, attributes);
    const node = simpler ?? {
      id: nextId++,
      op: op as Op,
      inputs,
      attributes,
      shape,
      dtype: op.dtype ? op.dtype(of, attributes) : (inputs[0]?.dtype ?? 'float32'),
      scope,
      ...(outputs && { outputs }),
    };
    if (key !== null) shared?.set(key, node);
    return node;
  } catch (error) {
    throw error instanceof Problem ? located(error, op.name, inputs) : error;
  }
}

/** Adds the location to a problem: the scope and the op. One that has a location keeps it. */
export const located = (error: Problem, op: string, inputs: readonly GraphNode[]): TensorwireError =>
  error instanceof TensorwireError
    ? error
    : new TensorwireError(scope || 'graph', `${op}: ${error.problem}`, {
        ...error.details,
        op,
        shapes: inputs.map(i => i.shape),
      });

/** Larger constants are not compared. */
const MAX_KEYED_BYTES = 256;

function keyOf(op: string, inputs: readonly GraphNode[], attributes: Attributes): string | null {
  const parts = [op, ...inputs.map(i => i.id)];
  for (const [name, value] of Object.entries(attributes)) {
    if (!ArrayBuffer.isView(value)) parts.push(name, JSON.stringify(value));
    else if (value.byteLength > MAX_KEYED_BYTES) return null;
    else parts.push(name, new Uint8Array(value.buffer, value.byteOffset, value.byteLength).join());
  }
  return parts.join('|');
}
