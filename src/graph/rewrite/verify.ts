import type { TensorData } from '../../spec';
import { same, size, text } from '../dimensions';
import { isNode, type NodeOf, type Output, several } from '../op';
import { leaves } from '../ops/leaves';
import { type Body, bodyOf } from '../scan/body';
import { topological } from '../traverse';
import type { GraphNode } from '../types';
import type { Verifier } from './pass';

/** A graph that violates a rule: an error of the pass that made it, never of a user. */
export class InvalidGraph extends Error {
  constructor(
    readonly pass: string,
    readonly node: GraphNode,
    problem: string,
  ) {
    const { scope, op, id } = node;
    super(`after the pass "${pass}": ${scope ? `${scope}/` : ''}${op.name} (node ${id}): ${problem}`);
    this.name = 'InvalidGraph';
  }
}

type Report = (node: GraphNode, problem: string) => never;

/** Nodes are immutable: a valid one stays valid. */
const right = new WeakSet<GraphNode | Body>();

/**
 * Checks a graph against the rules of its ops. Each node comes after its inputs and has the shape and dtype that its op
 * derives from them. `pick` takes an existing result. Constants have as many numbers as their shape. The body of a scan
 * is closed and fits the scan's inputs. If the graph `before` the pass is given, the outputs must have kept their
 * shapes and dtypes, and no input may be new. Throws InvalidGraph.
 *
 * `make` derives shapes by the same rules. So of a node that it made, the shape is wrong here only if its attributes or
 * inputs were changed afterwards; other nodes are copies, such as `{ ...node, attributes }`. Whether the rules themselves
 * are right, the engines decide: their results have the stated shapes (test/engine/every-op.test.ts).
 */
export const verifyGraph: Verifier = (pass, outputs, before) => {
  const report: Report = (node, problem) => {
    throw new InvalidGraph(pass, node, problem);
  };
  for (const node of outputs)
    if (node.outputs) report(node, 'several results are an output, which is not read by pick');
  verify(outputs, report);
  const inputs = topological(outputs).filter(isInput);
  const named = new Map(inputs.map(node => [node.attributes.name, node]));
  for (const node of inputs)
    if (named.get(node.attributes.name) !== node) report(node, `two inputs are named "${node.attributes.name}"`);
  if (before) compare(outputs, before, inputs, report);
};

function compare(
  after: readonly GraphNode[],
  before: readonly GraphNode[],
  inputs: readonly GraphNode[],
  report: Report,
): void {
  const fed = new Set(topological(before).filter(isInput));
  for (const node of inputs)
    if (!fed.has(node)) report(node, `the input "${node.attributes.name}" was not there before`);
  before.forEach((old, i) => {
    const now = after[i];
    if (!now) report(old, `output ${i} is gone`);
    else if (!alike(old, now)) report(now, `output ${i} is ${described(now)}, and was ${described(old)}`);
  });
  const extra = after[before.length];
  if (extra) report(extra, `output ${before.length} was not there before`);
}

/**
 * Verifies each node that was not verified before, after its inputs. A cycle ends at a node whose input is not older
 * than itself.
 */
function verify(outputs: readonly GraphNode[], report: Report): void {
  const stack = outputs.map(node => ({ node, next: 0 }));
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const { node, next } = top;
    if (right.has(node) || next === node.inputs.length) {
      if (!right.has(node)) check(node, report);
      right.add(node);
      stack.pop();
      continue;
    }
    top.next++;
    const input = node.inputs[next];
    if (!input) report(node, `input ${next} is missing`);
    else if (input.id >= node.id) report(node, `input ${next} (node ${input.id}) is not before it`);
    else if (input.outputs && node.op.name !== 'pick')
      report(node, `input ${next} has several results, and is not read by pick`);
    else stack.push({ node: input, next: 0 });
  }
}

function check(node: GraphNode, report: Report): void {
  if (isNode(node, leaves.pick)) checkPick(node, report);
  if (isNode(node, leaves.constant)) checkConstant(node, report);
  const body = bodyOf(node);
  if (body) checkBody(node, body, report);
  const [own, ...outputs] = derived(node, report);
  if (!alike(own, node)) report(node, `is ${described(node)}, and its inputs give ${described(own)}`);
  const stated = node.outputs ?? [];
  if (stated.length !== outputs.length || stated.some((output, i) => !alike(output, outputs[i]!)))
    report(
      node,
      `has the results ${stated.map(described).join(', ')}, and its inputs give ${outputs.map(described).join(', ')}`,
    );
}

/** What the op derives from these inputs: the node's own shape and dtype, then those of its results. */
function derived(node: GraphNode, report: Report): [Output, ...Output[]] {
  const { op, inputs, attributes } = node;
  const of = several(inputs);
  try {
    const dtype = op.dtype ? op.dtype(of, attributes) : (inputs[0]?.dtype ?? 'float32');
    return [{ shape: op.shape(of, attributes), dtype }, ...(op.outputs?.(of, attributes) ?? [])];
  } catch (error) {
    return report(node, `its op refuses its inputs: ${error instanceof Error ? error.message : error}`);
  }
}

function checkPick(node: NodeOf<{ index: number }>, report: Report): void {
  const results = node.inputs[0]?.outputs ?? [];
  const { index } = node.attributes;
  if (!results[index]) report(node, `takes result ${index} of ${results.length}`);
}

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

function checkConstant(node: NodeOf<{ data: TensorData }>, report: Report): void {
  const { data } = node.attributes;
  if (!(data instanceof ARRAYS[node.dtype]) || data.length !== size(node.shape))
    report(node, `is ${described(node)}, and holds ${data.length} numbers of a ${data.constructor.name}`);
}

/** A body uses nothing but its inputs, as many as the scan has. */
function checkBody(node: GraphNode, body: Body, report: Report): void {
  const { carry, elements, captures, next, outputs } = body;
  const inputs = [...carry, ...elements, ...captures];
  if (node.inputs.length !== inputs.length)
    report(node, `is given ${node.inputs.length} values, and its body takes ${inputs.length}`);
  if (next.length !== carry.length) report(node, `its body hands on ${next.length} states of ${carry.length}`);
  if (right.has(body)) return;
  const own = new Set(inputs);
  if (own.size !== inputs.length || !inputs.every(isInput))
    report(node, 'the inputs of its body must be inputs, each once');
  for (const inner of outputs) if (inner.outputs) report(inner, 'several results are an output of a body');
  verify(outputs, report);
  for (const inner of topological(outputs))
    if (isInput(inner) && !own.has(inner)) report(node, `its body reads "${inner.attributes.name}" from outside`);
  right.add(body);
}

const isInput = (node: GraphNode): boolean => node.op.name === 'input';
const alike = (a: Output, b: Output): boolean => same(a.shape, b.shape) && a.dtype === b.dtype;
const described = ({ shape, dtype }: Output): string => `${dtype} ${text(shape)}`;
