import type { Engine } from '../engine';
import { compileGraph, compileStep } from './compile';
import { groupings } from './groupings';
import { lowering } from './lower';

/** Compiles graphs to WebAssembly, for each batch size that comes. */
export const wasmEngine: Engine = {
  name: 'wasm',
  lowering,
  groupings,
  compile: async (graph, weights = {}) => compileGraph(graph, weights),
  compileLoop: async step => compileStep(step),
};
