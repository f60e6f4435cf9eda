import { TensorwireError } from '../errors';
import { bodyOf } from './body';
import { checkSize } from './dimensions';
import { ops } from './ops';
import { Problem } from './problem';
import type { Attributes, Inputs } from './row';
import type { GraphNode } from './types';

/**
 * Making nodes. `make` reads the ops table when a node is made; the rows of the table make nodes when a gradient is
 * taken: the two know each other, and neither needs the other while the modules load.
 */

let nextId = 0;
let scope = '';
let shared: Map<string, GraphNode> | null = null;

/** Runs f with one more name in the scope of every node that it makes: `scoped('dense_1', () => …)`. */
export const scoped = <T>(name: string, f: () => T): T => atScope(scope ? `${scope}/${name}` : name, f);

/** Runs f with exactly this scope, as when a node is made again. */
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
 * Runs f with a table of its own in which equal nodes are one node (hash consing): `add(x, y)` twice is made once.
 * Outside of `fresh` nothing is shared, so that nothing has to be remembered.
 */
export function fresh<T>(f: () => T): T {
  const outer = shared;
  shared = new Map();
  try {
    return f();
  } finally {
    shared = outer;
  }
}

/** A node of the op, or the simpler or equal one that stands for it. Throws a TensorwireError that names the scope. */
export function make(op: string, inputs: readonly GraphNode[], attributes: Attributes = {}): GraphNode {
  const row = ops[op];
  if (!row) throw new TensorwireError(scope || 'graph', `there is no op "${op}"`);
  const key = shared && !row.unique ? keyOf(op, inputs, attributes) : null;
  const equal = key !== null && shared?.get(key);
  if (equal) return equal;
  try {
    const of = inputs as Inputs;
    const shape = row.shape(of, attributes);
    const outputs = row.outputs?.(of, attributes);
    for (const output of outputs ?? [{ shape }]) checkSize(output.shape);
    const simpler = row.simplify?.(of, attributes);
    const node = simpler ?? {
      id: nextId++,
      op,
      inputs,
      attributes,
      shape,
      dtype: row.dtype ? row.dtype(of, attributes) : (inputs[0]?.dtype ?? 'float32'),
      scope,
      ...(outputs && { outputs }),
    };
    if (key !== null) shared?.set(key, node);
    return node;
  } catch (error) {
    throw error instanceof Problem ? located(error, op, inputs) : error;
  }
}

/** A problem with the place where it came up: the scope and the op. */
export const located = ({ problem, details }: Problem, op: string, inputs: readonly GraphNode[]): TensorwireError =>
  new TensorwireError(scope || 'graph', `${op}: ${problem}`, { ...details, op, shapes: inputs.map(i => i.shape) });

/** Large constants are not worth a key. */
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

/** Every node that the outputs need, each after its inputs. Nodes of `stop` are listed, but what they need is not. */
export function topological(outputs: readonly GraphNode[], stop: ReadonlySet<GraphNode> = new Set()): GraphNode[] {
  const order: GraphNode[] = [];
  const done = new Set<GraphNode>();
  const stack = outputs.map(node => ({ node, next: 0 })).reverse();
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const input = stop.has(top.node) ? undefined : top.node.inputs[top.next++];
    if (done.has(top.node) || !input) {
      if (!done.has(top.node)) order.push(top.node);
      done.add(top.node);
      stack.pop();
    } else if (!done.has(input)) stack.push({ node: input, next: 0 });
  }
  return order;
}

/** The roots and every node of a topological order that is computed from one of them. */
export function dependents(order: readonly GraphNode[], roots: Iterable<GraphNode>): Set<GraphNode> {
  const found = new Set(roots);
  for (const node of order) if (node.inputs.some(i => found.has(i))) found.add(node);
  return found;
}

type Rule = (node: GraphNode, inputs: readonly GraphNode[]) => GraphNode | undefined;

/**
 * The same outputs over other nodes. A Map says which node stands for which; a function is asked for every node, with
 * its inputs already rebuilt, and returns another node or undefined to keep the op; it is
 * asked for the nodes of bodies too. Scopes are kept.
 */
export function rebuild(outputs: readonly GraphNode[], replace: ReadonlyMap<GraphNode, GraphNode> | Rule): GraphNode[] {
  const byRule = typeof replace === 'function';
  const now = new Map<GraphNode, GraphNode>(byRule ? [] : replace);
  for (const node of topological(outputs, new Set(now.keys()))) {
    if (now.has(node)) continue;
    const inputs = node.inputs.map(i => now.get(i) ?? i);
    const made = () => (byRule && replace(node, inputs)) || remake(node, inputs, byRule ? replace : null);
    now.set(node, atScope(node.scope, made));
  }
  return outputs.map(o => now.get(o) ?? o);
}

function remake(node: GraphNode, inputs: readonly GraphNode[], rule: Rule | null): GraphNode {
  const body = rule && bodyOf(node);
  if (body) {
    const outputs = rebuild(body.outputs, rule);
    if (outputs.some((output, i) => output !== body.outputs[i]))
      return make(node.op, inputs, { ...node.attributes, body: body.with(outputs) });
  }
  return inputs.every((input, i) => input === node.inputs[i]) ? node : make(node.op, inputs, node.attributes);
}
