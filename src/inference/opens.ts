import type { ModelBody } from '../values/model';
import { type PlacementRequest, place } from './placement';
import { inputsOf, portsOf } from './ports';

/**
 * Opens a model once, as a predictor does, in the thread that opens models, to check a model that was never opened.
 * Throws if it cannot be opened.
 */
export async function expectOpens(
  { network, pipeline, onnx }: Pick<ModelBody, 'network' | 'pipeline' | 'onnx'>,
  placing: PlacementRequest = {},
): Promise<void> {
  const inputs = pipeline === null ? inputsOf(network) : portsOf(network, pipeline).inputs;
  const { program } = await place(onnx, inputs, placing);
  await program.dispose();
}
