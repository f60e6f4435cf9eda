import { runPasses } from '../../graph';
import type { Graph } from '../../graph/types';
import type { Feeds } from '../../spec';
import type { Engine, Program } from '../engine';
import { rewritesFor } from '../rewrites';
import { foldWeights } from './fold-weights';
import { lowering } from './lower';
import { GraphProgram, RowsProgram, StepProgram } from './programs';

/** The engine that compiles a graph to WebAssembly, for each batch size that comes. */
export const wasmEngine: Engine = {
  name: 'wasm',
  lowering,
  compile: async (graph, weights = {}) => new GraphProgram(graph, weights),
  compileLoop: async step => new StepProgram(step),
};

/** A model for inference, made for the machine once, so that a row takes as little as it can. */
export function openModel({ inputs, outputs }: Graph, weights: Feeds): Program {
  const results = runPasses(Object.values(outputs), rewritesFor('wasm'));
  const quicker = { inputs, outputs: Object.fromEntries(Object.keys(outputs).map((name, i) => [name, results[i]!])) };
  const { graph, weights: all } = foldWeights(quicker, weights);
  return RowsProgram.of(graph, all) ?? new GraphProgram(graph, all);
}
