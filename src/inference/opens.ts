import type { ModelBody } from '../values/model';
import { type PlacementRequest, place } from './placement';
import { inputsOf, portsOf } from './ports';

/**
 * Opens a model once, as a predictor does, in the thread that opens models. Throws if it cannot be opened. For a model
 * that nobody has opened yet.
 */
export async function expectOpens(
  { network, pipeline, onnx }: Pick<ModelBody, 'network' | 'pipeline' | 'onnx'>,
  placing: PlacementRequest = {},
): Promise<void> {
  const inputs = pipeline === null ? inputsOf(network) : portsOf(network, pipeline).inputs;
  const { program } = await place(onnx, inputs, placing);
  await program.dispose();
}
