import * as tf from '@tensorflow/tfjs';
import { chooseEngine, type Engine, type EngineName } from '../src/engine';
import { loadTfjsNode, tfjsEngine } from '../src/engine/tfjs';
import type { TensorFlow } from '../src/engine/tfjs/tensorflow';

/** The engine that this run of the tests is for: `ENGINE=wasm mocha …`; onnx by default. */
export const engineName = (process.env.ENGINE ?? 'onnx') as EngineName;

let engine: Promise<Engine> | undefined;

/** That engine, made once. */
export function testEngine(): Promise<Engine> {
  engine ??= loadEngine(engineName);
  return engine;
}

/** Loads any of the four engines. */
export async function loadEngine(name: EngineName): Promise<Engine> {
  if (name === 'tfjs-cpu') return cpuEngine();
  if (name === 'tfjs-node') return tfjsEngine(loadTfjsNode(), 'tfjs-node');
  return chooseEngine({ name });
}

/** TensorFlow.js in plain JavaScript: the slow, independent witness. */
export async function cpuEngine(): Promise<Engine> {
  tf.env().set('IS_TEST', true); // no advertisement for tfjs-node on stderr
  await tf.setBackend('cpu');
  return tfjsEngine(tf as unknown as TensorFlow, 'tfjs-cpu');
}
