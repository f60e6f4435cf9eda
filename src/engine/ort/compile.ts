import { inputName, verified } from '../../graph';
import type { Graph, StepGraph } from '../../graph/types';
import { writeOnnx } from '../../onnx/write/graph-file';
import type { Feeds } from '../../spec';
import type { Program } from '../engine';
import { hoist } from './hoist';
import type { Ort } from './ort';
import { createSession } from './session';
import { resultName, writeStep } from './step-file';

/**
 * All stages from a graph to a session of ONNX Runtime, from top to bottom:
 *
 *   rewrite     other ops with the same results; of a training step before its gradient is taken (training/step/step.ts), of a
 *               model when its file is written (training/inference-file.ts)
 *   hoist       what need not be computed in each of K steps (training steps)
 *   write       ONNX nodes: each op by its lowering (onnx/write/lowering), some together as one node (onnx/write/fuse.ts);
 *               what is hoisted as one node for all K steps (batched.ts)
 *   session     ONNX Runtime's own optimizers, and kernels
 */

/** Compiles a graph that is run as it is. Constant feeds (`weights`) are initializers of the file. */
export async function compileGraph(ort: Ort, graph: Graph, weights: Feeds, threads: number): Promise<Program> {
  verified('the graph that is written', Object.values(graph.outputs));
  return createSession(ort, writeOnnx(graph, { weights }), 'graph', { threads });
}

/** Compiles a training step. State that no step changes is not a result of the file: it is returned as it was fed. */
export async function compileStep(ort: Ort, step: StepGraph, threads: number): Promise<Program> {
  verified('the step that is written', [...step.state.map(s => s.next), ...Object.values(step.outputs)]);
  const file = writeStep(step, hoist(step), { threads });
  const names = [...step.state.map(s => inputName(s.input)), ...Object.keys(step.outputs)];
  const program = await createSession(ort, file, 'training step', {
    threads,
    outputs: Object.fromEntries(names.map(name => [resultName(name), name])),
  });
  const unchanged = step.state.filter(s => s.next === s.input).map(s => inputName(s.input));
  return {
    run: async feeds => {
      const results = await program.run(feeds);
      for (const name of unchanged) results[name] = feeds[name]!;
      return results;
    },
    dispose: () => program.dispose(),
  };
}
