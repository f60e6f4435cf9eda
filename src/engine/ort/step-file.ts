import { TensorwireError } from '../../errors';
import { inputName } from '../../graph';
import type { GraphNode, StepGraph } from '../../graph/types';
import { dimensions, GraphBuilder } from '../../onnx/write/builder';
import { Emitter, type EmitterOptions } from '../../onnx/write/emitter';
import { writeModel } from '../../onnx/write/graph-file';
import { Batched } from './batched';
import type { Hoisted } from './hoist';

/** The name of a result in the file: in ONNX an input and an output cannot have the same name. */
export const resultName = (name: string): string => `result:${name}`;

/** 2⁻⁸³, about 1e-25 */
const TINY = 2 ** -83;

/**
 * The state as the first step reads it, without denormals, which processors handle slowly in microcode: (x + 2⁻⁸³) −
 * 2⁻⁸³ is 0 where |x| < 2⁻¹⁰⁷, and x within rounding where it matters (exactly, from 2⁻⁵⁹ on). The moments of a unit
 * that is never active again shrink by a tenth each step. After 830 steps they would stay denormal, and each step of
 * the reference network would take eight times as long. Once per call is enough: 32 steps do not lead from 2⁻¹⁰⁷ to
 * denormals.
 */
function begun(graph: GraphBuilder, state: GraphNode): string {
  if (state.dtype !== 'float32') return inputName(state);
  const tiny = graph.constant('float32', [], Float32Array.of(TINY));
  const [shifted] = graph.node('begin', 'Add', [inputName(state), tiny]);
  return graph.node('begin', 'Sub', [shifted!, tiny])[0]!;
}

/**
 * A training step as an ONNX file that runs it K times in one call: a Scan over the batches of the data, with the state
 * carried and results stacked. (A Loop that gathers each batch does the same and takes 6 to 11 % longer.)
 * ```
 * state, data [K, N, …], scalars [K] ─ before ─ Scan { state, batch [N, …], scalars [] → state, results }
 *                                                 │ results [K, …]
 *                                                 └ after ─ outputs [K, …], state
 * ```
 * What depends only on data and scalars, and what only the outputs depend on, is computed for all steps at once
 * (`hoisted`). Shapes are computed before the Scan. K and N are read from the shape of the feeds, so a last partial
 * batch is one more run of the same file, with K = 1 and a smaller N. State that no step changes is not carried, and is
 * not a result.
 */
export function writeStep(
  step: StepGraph,
  hoisted: Hoisted,
  options: Pick<EmitterOptions, 'threads' | 'onFusion'> = {},
): Uint8Array<ArrayBuffer> {
  const main = new GraphBuilder('steps');
  const body = new GraphBuilder('step', main);
  const outside = new Emitter(main, { forTraining: true, threads: 1, ...options });
  const inside = new Emitter(body, { around: outside });
  const [first, ...others] = [...step.data, ...step.scalars];
  if (!first) throw new TensorwireError('step', 'needs data or scalars, whose first dimension is the number of steps');
  claimNames(step, main);

  const batched = new Batched(outside, inputName(first));
  for (const node of [first, ...others]) {
    main.input(inputName(node), node.dtype, ['K', ...dimensions(node.shape)]);
    batched.bind(node, inputName(node));
    outside.bindBatch(inputName(node), [1, ...node.shape]);
  }
  for (const { input, next } of step.state) {
    main.input(inputName(input), input.dtype, dimensions(input.shape));
    if (next === input) inside.bind(input, inputName(input));
  }

  const { once, before, sequences, after, stacked } = hoisted;
  for (const [i, name] of outside.names(once).entries()) inside.bind(once[i]!, name);
  batched.write(before);
  const carried = step.state.filter(s => s.next !== s.input);
  const scanned = sequences.length > 0 ? sequences : [first];
  for (const node of [...carried.map(s => s.input), ...scanned]) {
    const now = main.unique(`${node.op.name === 'input' ? inputName(node) : node.scope || node.op.name}/now`);
    body.input(now, node.dtype, dimensions(node.shape));
    inside.bind(node, now);
  }

  const later = new Set(after);
  const isLater = (node: GraphNode): boolean => later.has(node) || batched.has(node);
  const outputs = Object.entries(step.outputs).map(([name, node]) => ({ name: resultName(name), node }));
  const results = [
    ...carried.map(({ input, next }) => ({ name: resultName(inputName(input)), node: next })),
    ...outputs.filter(({ node }) => !isLater(node)),
    ...stacked.map(node => ({ name: main.unique(`${node.scope || node.op.name}/all`), node })),
  ];
  if (results.length > 0) {
    for (const [i, name] of inside.emit(results.map(r => r.node)).entries()) {
      const { dtype, shape } = results[i]!.node;
      body.output(name, dtype, dimensions(shape));
    }
    main.node('steps', 'Scan', [...carried.map(s => begun(main, s.input)), ...scanned.map(n => batched.name(n))], {
      names: results.map(r => r.name),
      attributes: { num_scan_inputs: { int: scanned.length } },
      body: { name: 'body', graph: body.build() },
    });
  }

  for (const { name, node } of results) if (stacked.includes(node)) batched.bind(node, name);
  batched.write(after);
  for (const { name, node } of outputs)
    if (isLater(node)) main.node('output', 'Identity', [batched.name(node)], { names: [name] });
  for (const { input } of carried) main.output(resultName(inputName(input)), input.dtype, dimensions(input.shape));
  for (const { name, node } of outputs) main.output(name, node.dtype, ['K', ...dimensions(node.shape)]);
  return writeModel(main.build());
}

function claimNames({ data, scalars, state, outputs }: StepGraph, main: GraphBuilder): void {
  const states = state.map(s => inputName(s.input));
  const fed = [...data, ...scalars].map(inputName);
  for (const name of [...states, ...fed, ...[...states, ...Object.keys(outputs)].map(resultName)])
    if (main.unique(name) !== name)
      throw new TensorwireError('step', `two inputs or two results are named "${name}"`, { name });
}
